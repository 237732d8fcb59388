import type { Logger } from '../log/logger.ts';
import { decompressBody } from './decompress-body.ts';
import { followRedirects } from './follow-redirects.ts';
import { createHttpClient } from './http-client.ts';
import { createUndiciExchange } from './undici-exchange.ts';
import type { UpstreamClient } from './upstream-client.ts';
import type { UpstreamOptions } from './upstream-options.ts';
import { withDeadline } from './with-deadline.ts';

/** Everything between a data source and its server. Costs nothing before its first request. */
export function createUpstreamClient(options: UpstreamOptions, logger: Logger): UpstreamClient {
  const { exchange, close } = createUndiciExchange(options);
  const whole = decompressBody(followRedirects(exchange, options));
  const request = withDeadline(createHttpClient(whole, options), options);
  logger.debug('upstream client created', { host: new URL(options.url).host });
  return { request, close };
}
