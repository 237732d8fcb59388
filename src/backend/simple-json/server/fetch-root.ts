import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { UpstreamResponse } from '../../upstream/contract/upstream-client.ts';
import { connectionsFree } from './connections-free.ts';
import { isAbsent } from './path-choice.ts';
import type { SimpleJsonServer } from './simple-json-server.ts';

/** The original plugin asked with a slash at the end, the later ones for the URL as it is; some servers know only one of them. */
export async function fetchRoot(
  { client, upstreamContext }: Pick<SimpleJsonServer, 'client' | 'upstreamContext'>,
  call: RequestContext,
): Promise<UpstreamResponse> {
  const context = upstreamContext(call);
  try {
    return await client.request({ method: 'GET', path: '/', context });
  } catch (error) {
    if (!isAbsent(error)) throw error;
    await connectionsFree();
    const bare = await client.request({ method: 'GET', path: '', context }).catch(() => undefined);
    if (bare === undefined) throw error;
    return bare;
  }
}
