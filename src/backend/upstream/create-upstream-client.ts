import type { Logger } from '../sdk/log/logger.ts';
import { createRequestDescription } from './request/describe-request.ts';
import { followRedirects } from './transport/follow-redirects.ts';
import { createHttpClient } from './transport/http-client.ts';
import type { Exchange } from './contract/exchange.ts';
import { createMemoryBudget, type MemoryBudget } from './contract/memory-budget.ts';
import { createUndiciExchange } from './transport/undici-exchange.ts';
import type { UpstreamClient } from './contract/upstream-client.ts';
import type { UpstreamOptions } from './contract/upstream-options.ts';
import { createResponseStore, type ResponseStore } from './middleware/response-store.ts';
import { createCopyBody } from './middleware/copy-body.ts';
import { cache } from './middleware/cache.ts';
import { compose, type Send, type Step } from './middleware/compose.ts';
import { countAnswers } from './middleware/count-answers.ts';
import { deadline } from './middleware/deadline.ts';
import { deduplicate } from './middleware/deduplicate.ts';
import { limit } from './middleware/limit.ts';
import { log } from './middleware/log.ts';
import { meterTries } from './middleware/meter.ts';
import { redact } from './middleware/redact.ts';
import { retry } from './middleware/retry.ts';
import { createOpenStream, type StreamParts } from './stream/open-stream.ts';

/**
 * Creates the HTTP client of a data source. It opens no connection before its first request. The budget limits the memory of answers that are read
 * at the same time; all clients of a process share one.
 */
export function createUpstreamClient(
  options: UpstreamOptions,
  logger: Logger,
  budget: MemoryBudget = createMemoryBudget().of(''),
): UpstreamClient {
  const pool = createUndiciExchange(options);
  const ownLog = log(logger.with({ host: new URL(options.url).host }));
  const steps = [ownLog, redact, deadline(options), meterTries(options.meter, 'stream')];
  const store = createResponseStore(options.maxCacheBytes, budget);
  const streams = createStreams(options, { budget, steps });
  return {
    request: createRequest(pool.exchange, options, { budget, ownLog, store }),
    openStream: streams.open,
    describe: createRequestDescription(options),
    close: async () => {
      await Promise.all([pool.close(), streams.close()]);
      store.clear();
    },
  };
}

interface RequestParts {
  readonly budget: MemoryBudget;
  readonly ownLog: Step;
  readonly store: ResponseStore;
}

function createRequest(exchange: Exchange, options: UpstreamOptions, { budget, ownLog, store }: RequestParts): Send {
  const oneTry = createHttpClient(followRedirects(exchange, options), options, budget);
  const copyBody = createCopyBody(budget);
  return compose(
    [
      // Outermost: one line for each request of a caller, with the result of all other steps.
      ownLog,
      // Around all steps that make errors, so that neither the log nor the caller sees a secret.
      redact,
      // Around everything that takes time: waiting in a queue, pauses between tries, revalidation by the cache.
      deadline(options),
      // Around the cache and deduplication, so that a cached or shared answer counts once for each caller.
      countAnswers(options.meter),
      // Around sharing, which is for requests that the cache cannot answer.
      cache(options, { store, copyBody }),
      // Around retries, so that callers that share an answer share its tries; below the deadline, so that one can give up while others wait.
      deduplicate(options, copyBody),
      // Around the limit, so that a request that pauses before its next try does not occupy a place.
      retry(options),
      // Only requests that are being sent or answered count.
      limit(options),
      // Innermost: each try is a request to the server.
      meterTries(options.meter),
    ],
    oneTry,
  );
}

/**
 * Streams have a connection pool of their own, since each occupies a connection. There are no steps for retries, caching and sharing: who opens a
 * stream opens it again, and its events are for that reader only.
 */
function createStreams(options: UpstreamOptions, parts: Pick<StreamParts, 'budget' | 'steps'>) {
  const pool = createUndiciExchange({ ...options, maxConnections: 0, maxConcurrentRequests: options.maxStreams });
  const exchange = followRedirects(pool.exchange, options);
  return { open: createOpenStream({ ...parts, exchange, options }), close: () => pool.destroy() };
}
