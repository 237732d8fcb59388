import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { UpstreamContext } from '../../upstream/contract/upstream-client.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { secretsOf } from '../secrets/secrets-of-call.ts';
import type { Settings } from '../settings/settings.ts';
import { forwardedHeaders } from './forwarded-headers.ts';

/** As much of a request as its server may get to see or the way there has to know. */
export function toUpstreamContext(context: RequestContext, forwarding: Settings['forwarding']): UpstreamContext {
  const { signal, deadlineEpochMs, fromAlert, headers } = context;
  return {
    signal,
    ...(deadlineEpochMs === undefined ? {} : { deadlineEpochMs }),
    fromAlert,
    forwardedHeaders: forwardedHeaders(context, forwarding),
    redact: createRedactor(() => secretsOf(context)),
    skipCache: 'x-cache-skip' in headers,
  };
}
