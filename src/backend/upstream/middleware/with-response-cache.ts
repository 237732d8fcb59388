import { cacheRules } from './cache-control.ts';
import { hashedRequestKey, type RequestKeyOptions } from './request-key.ts';
import { createResponseStore, type ResponseStore, type StoredResponse } from './response-store.ts';
import type { UpstreamClient, UpstreamFacts, UpstreamRequest, UpstreamResponse } from '../contract/upstream-client.ts';
import { UpstreamError } from '../contract/upstream-error.ts';

export interface ResponseCacheOptions extends RequestKeyOptions {
  /** 0: nothing is kept. */
  readonly cacheTtlMs: number;
  readonly maxCacheBytes: number;
}

/**
 * Keeps answers for so long as the settings and the server's Cache-Control both allow, for the same question of the same person.
 * An older one with an ETag is asked for again with If-None-Match. `skipCache` always asks, and keeps the new answer.
 */
export function withResponseCache(
  request: UpstreamClient['request'],
  options: ResponseCacheOptions,
): UpstreamClient['request'] {
  if (options.cacheTtlMs === 0) return request;
  const store = createResponseStore(options.maxCacheBytes);
  return async (original) => {
    const key = hashedRequestKey(original, options);
    const stored = original.context.skipCache ? undefined : store.get(key);
    if (stored === undefined) return keep(await request(original), { key, store, options });
    if (Date.now() < stored.freshUntilEpochMs)
      return answerFrom(stored, { ...stored.response.facts, latencyMs: 0, cache: 'hit' });
    const answer = await revalidate(request, original, stored);
    if (answer.status !== 304) return keep(answer, { key, store, options });
    const { response } = stored;
    const renewed = { ...response, headers: { ...response.headers, ...answer.headers } };
    keep(renewed, { key, store, options });
    return answerFrom(stored, { ...answer.facts, cache: 'revalidated' });
  };
}

interface Keeping {
  readonly key: string;
  readonly store: ResponseStore;
  readonly options: ResponseCacheOptions;
}

function keep(response: UpstreamResponse, { key, store, options }: Keeping): UpstreamResponse {
  const { mayStore, freshForMs = options.cacheTtlMs } = cacheRules(response.headers);
  const facts: UpstreamFacts =
    response.facts.cache === 'shared' ? response.facts : { ...response.facts, cache: 'miss' };
  if (!mayStore) {
    store.delete(key);
  } else if (freshForMs > 0 || response.headers['etag'] !== undefined) {
    const freshUntilEpochMs = Date.now() + Math.min(freshForMs, options.cacheTtlMs);
    store.set(key, { response: { ...response, body: response.body.slice() }, freshUntilEpochMs });
  }
  return { ...response, facts };
}

/** The body is the caller's own: it may be changed or handed to another thread. */
function answerFrom({ response }: StoredResponse, facts: UpstreamFacts): UpstreamResponse {
  return { ...response, body: response.body.slice(), facts };
}

async function revalidate(
  request: UpstreamClient['request'],
  original: UpstreamRequest,
  { response }: StoredResponse,
): Promise<UpstreamResponse> {
  const { etag } = response.headers;
  if (etag === undefined) return request(original);
  try {
    return await request({ ...original, headers: { ...original.headers, 'if-none-match': etag } });
  } catch (error) {
    // RFC 9110, 13.1.2: to a POST, a strict server says 412 where it would say 304 to a GET; it does not send the answer.
    if (error instanceof UpstreamError && error.status === 412) return request(original);
    throw error;
  }
}
