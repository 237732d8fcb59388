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
 * Everything between a data source and its server. Costs nothing before its first request. The budget bounds the answers that are
 * read at the same time; clients of one process share one.
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
      // Outermost: one line for what one caller asked, with all that was done about it.
      ownLog,
      // Around all steps that make errors, so that neither the log nor the caller sees a secret.
      redact,
      // Over everything that takes time: waiting in a queue, pauses between tries, and those a cache asks.
      deadline(options),
      // Around the cache and deduplication, so that a cached or shared answer counts once for each caller.
      countAnswers(options.meter),
      // Before sharing, which is for what has to be asked; each caller has a deadline of its own.
      cache(options, { store, copyBody }),
      // Around retries, so that those who share an answer share its tries; below the deadline, so that one may leave and others wait.
      deduplicate(options, copyBody),
      // Around the limit: a request that pauses before its next try does not keep a place.
      retry(options),
      // Next to the wire: only what is under way with the server counts.
      limit(options),
      // Innermost: each try is a request to the server.
      meterTries(options.meter),
    ],
    oneTry,
  );
}

/**
 * With connections of their own, since each keeps one for itself. Whoever opens one tries again by itself, and nobody else is given
 * what it reads.
 */
function createStreams(options: UpstreamOptions, parts: Pick<StreamParts, 'budget' | 'steps'>) {
  const pool = createUndiciExchange({ ...options, maxConnections: 0, maxConcurrentRequests: options.maxStreams });
  const exchange = followRedirects(pool.exchange, options);
  return { open: createOpenStream({ ...parts, exchange, options }), close: () => pool.destroy() };
}
