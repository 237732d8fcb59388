import type { Send, Step } from './compose.ts';
import { cacheRules } from './cache-control.ts';
import { createCopyBody, type CopyBody } from './copy-body.ts';
import { hashedRequestKey, type RequestKeyOptions } from './request-key.ts';
import { createResponseStore, isFresh, type ResponseStore, type StoredResponse } from './response-store.ts';
import type { UpstreamFacts, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { UpstreamError } from '../contract/upstream-error.ts';

export interface CacheOptions extends RequestKeyOptions {
  /** 0: only answers to requests with `keepForMs` are kept. */
  readonly cacheTtlMs: number;
  readonly maxCacheBytes: number;
}

/**
 * Keeps answers for equal requests of the same user, as long as the settings or the request, and the server's Cache-Control, allow. Where the settings
 * have a cache, an outdated answer with an ETag is revalidated with If-None-Match. With `skipCache`, the server is always asked and the new answer kept.
 */
export function cache(
  options: CacheOptions,
  { store = createResponseStore(options.maxCacheBytes), copyBody = createCopyBody() }: Partial<CacheParts> = {},
): Step {
  return (next) => {
    const mayRevalidate = options.cacheTtlMs > 0;
    return (original) => {
      const ttlMs = Math.max(options.cacheTtlMs, original.keepForMs ?? 0);
      if (ttlMs === 0) return next(original);
      const key = hashedRequestKey(original, options);
      return cached(next, original, { key, store, copyBody, ttlMs, mayRevalidate });
    };
  };
}

export interface CacheParts {
  readonly store: ResponseStore;
  readonly copyBody: CopyBody;
}

interface Keeping extends CacheParts {
  readonly key: string;
  readonly ttlMs: number;
  readonly mayRevalidate: boolean;
}

async function cached(next: Send, original: UpstreamRequest, keeping: Keeping): Promise<UpstreamResponse> {
  const { key, store, copyBody, mayRevalidate } = keeping;
  const answerFrom = async ({ response }: StoredResponse, facts: UpstreamFacts): Promise<UpstreamResponse> => {
    return { ...response, body: await copyBody(response.body, original), facts };
  };
  const stored = original.context.skipCache ? undefined : store.get(key);
  if (stored === undefined) return keep(await next(original), keeping);
  if (isFresh(stored, Date.now())) return answerFrom(stored, { ...stored.response.facts, latencyMs: 0, cache: 'hit' });
  const answer = mayRevalidate ? await revalidate(next, original, stored) : await next(original);
  if (answer.status !== 304) return keep(answer, keeping);
  const { response } = stored;
  keep({ ...response, headers: { ...response.headers, ...answer.headers } }, keeping);
  return answerFrom(stored, { ...answer.facts, cache: 'revalidated' });
}

function keep(response: UpstreamResponse, keeping: Keeping): UpstreamResponse {
  if (response.facts.cache !== 'shared') {
    put(response, keeping);
    return { ...response, facts: { ...response.facts, cache: 'miss' } };
  }
  // One copy is enough of an answer that many callers share.
  const kept = keeping.store.get(keeping.key);
  if (kept === undefined || !isFresh(kept, Date.now())) put(response, keeping);
  return response;
}

function put(response: UpstreamResponse, { key, store, ttlMs, mayRevalidate }: Keeping): void {
  const nowEpochMs = Date.now();
  if (!mayRevalidate) store.deleteStale(nowEpochMs);
  const { mayStore, freshForMs = ttlMs } = cacheRules(response.headers);
  if (!mayStore) {
    store.delete(key);
  } else if (freshForMs > 0 || (mayRevalidate && etagOf(response) !== undefined)) {
    store.set(key, { response, keptEpochMs: nowEpochMs, freshForMs: Math.min(freshForMs, ttlMs) });
  }
}

/** A longer one is left aside: servers take some KiB of headers in a request. */
const maxEtagLength = 1024;

function etagOf({ headers: { etag } }: UpstreamResponse): string | undefined {
  return etag === undefined || etag.length > maxEtagLength ? undefined : etag;
}

async function revalidate(
  next: Send,
  original: UpstreamRequest,
  { response }: StoredResponse,
): Promise<UpstreamResponse> {
  const etag = etagOf(response);
  if (etag === undefined) return next(original);
  try {
    return await next({ ...original, headers: { ...original.headers, 'if-none-match': etag } });
  } catch (error) {
    // RFC 9110, 13.1.2: to a POST, a strict server says 412 where it would say 304 to a GET; it does not send the answer.
    if (error instanceof UpstreamError && error.status === 412) return next(original);
    throw error;
  }
}
