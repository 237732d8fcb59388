import type { Logger } from '../sdk/log/logger.ts';
import { decompressBody } from './body/decompress-body.ts';
import { createRequestDescription } from './request/describe-request.ts';
import { followRedirects } from './transport/follow-redirects.ts';
import { createHttpClient } from './transport/http-client.ts';
import { createMemoryBudget, type MemoryBudget } from './contract/memory-budget.ts';
import { createUndiciExchange } from './transport/undici-exchange.ts';
import type { UpstreamClient } from './contract/upstream-client.ts';
import type { UpstreamOptions } from './contract/upstream-options.ts';
import { withConcurrencyLimit } from './middleware/with-concurrency-limit.ts';
import { withDeadline } from './middleware/with-deadline.ts';
import { withDeduplication } from './middleware/with-deduplication.ts';
import { withLog } from './middleware/with-log.ts';
import { withAnswerMeter, withTryMeter } from './middleware/with-meter.ts';
import { withRedaction } from './middleware/with-redaction.ts';
import { withResponseCache } from './middleware/with-response-cache.ts';
import { withRetries } from './middleware/with-retries.ts';

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
  const tried = withTryMeter(createHttpClient(whole, options, budget), options.meter);
  const once = withConcurrencyLimit(tried, options);
  const shared = withDeduplication(withRetries(once, options), options);
  const metered = withAnswerMeter(withResponseCache(shared, options), options.meter);
  const timed = withDeadline(metered, options);
  const request = withLog(withRedaction(timed), logger.with({ host: new URL(options.url).host }));
  return { request, describe: createRequestDescription(options), close: () => pool.close() };
}
