import type { Logger } from '../log/logger.ts';
import { decompressBody } from './decompress-body.ts';
import { createRequestDescription } from './describe-request.ts';
import { followRedirects } from './follow-redirects.ts';
import { createHttpClient } from './http-client.ts';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';
import { createUndiciExchange } from './undici-exchange.ts';
import type { UpstreamClient } from './upstream-client.ts';
import type { UpstreamOptions } from './upstream-options.ts';
import { withConcurrencyLimit } from './with-concurrency-limit.ts';
import { withDeadline } from './with-deadline.ts';
import { withDeduplication } from './with-deduplication.ts';
import { withLog } from './with-log.ts';
import { withRedaction } from './with-redaction.ts';
import { withResponseCache } from './with-response-cache.ts';
import { withRetries } from './with-retries.ts';

/**
 * Everything between a data source and its server. Costs nothing before its first request. The budget bounds the answers that are
 * read at the same time; clients of one process share one.
 */
export function createUpstreamClient(
  options: UpstreamOptions,
  logger: Logger,
  budget: MemoryBudget = createMemoryBudget().of(''),
): UpstreamClient {
  const pool = createUndiciExchange(options);
  const whole = decompressBody(followRedirects(pool.exchange, options));
  const once = withConcurrencyLimit(createHttpClient(whole, options, budget), options);
  const shared = withDeduplication(withRetries(once, options), options);
  const timed = withDeadline(withResponseCache(shared, options), options);
  const request = withLog(withRedaction(timed), logger.with({ host: new URL(options.url).host }));
  return { request, describe: createRequestDescription(options), close: () => pool.close() };
}
