import { serverMessage } from './server-message.ts';
import { type RequestName, requestError, type UpstreamError } from '../contract/upstream-error.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

export interface ErrorAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** All of it, or its start. */
  readonly body: Uint8Array;
  /** Whether `body` is all of it. */
  readonly isWhole: boolean;
}

/** The error for an answer with a status other than 2xx: the server's own message if there is one, and a hint what to check. */
export function statusError(
  name: RequestName,
  { status, headers, body, isWhole }: ErrorAnswer,
  redact: (text: string) => string,
): UpstreamError {
  const own = serverMessage(body, { isWhole, redact });
  const said = own === '' ? 'and no message' : `and says: ${own}`;
  const requestId = requestIdOf(headers, redact);
  const retryAfterMs = parseRetryAfter(headers['retry-after']);
  const id = requestId === undefined ? '' : ` [request ${requestId}]`;
  const text = `${name.url.host} answers with status ${String(status)} ${said}`;
  const hints = [hintFor(status, headers), waitFor(retryAfterMs)].filter((hint) => hint !== '').join('; ');
  return requestError(name, `${text}${hints === '' ? '' : ` (${hints})`}${id}`, {
    kind: 'status',
    status,
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function hintFor(status: number, headers: ErrorAnswer['headers']): string {
  switch (status) {
    case 401:
      return signInHint(headers['www-authenticate'] ?? '');
    case 403:
      return 'the server knows who asks, and does not allow it; check the rights of that user or token';
    case 404:
      return "check the path in the data source's URL";
    case 407:
      return 'a proxy wants a user and password: write them into HTTP_PROXY or HTTPS_PROXY';
    case 429:
      return 'too many requests; a longer refresh interval, cacheTtlMs or a lower maxConcurrentRequests helps';
    default:
      return status >= 500 ? "the fault is the server's; its log should tell" : '';
  }
}

/** RFC 9110, 11.6.1: one header may contain challenges of several schemes, each of which begins with the name of its scheme. */
function signInHint(challenges: string): string {
  const schemes = challenges.split(',').flatMap((part) => /^\s*([^\s=]+)(?=\s|$)/.exec(part)?.[1] ?? []);
  const spoken = schemes.some((scheme) => ['basic', 'bearer'].includes(scheme.toLowerCase()));
  if (schemes.length === 0 || spoken) return 'check the user, password, token or headers in the data source settings';
  return (
    `the server wants ${[...new Set(schemes)].join(' or ')} authentication, which this plugin does not speak; ` +
    'let the server take Basic authentication or a token in a header, or put a proxy in between that signs in'
  );
}

function waitFor(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined ? '' : `it asks to wait ${String(Math.ceil(retryAfterMs / 1000))} s`;
}

function requestIdOf(headers: ErrorAnswer['headers'], redact: (text: string) => string): string | undefined {
  const id = headers['x-request-id'] ?? headers['x-amzn-requestid'] ?? headers['x-correlation-id'];
  return id === undefined ? undefined : cutText(redact(id).replaceAll(/[^\x20-\x7e]/g, ''), 100, '');
}

/** RFC 9110, 10.2.3: seconds or a date. @internal */
export function parseRetryAfter(value: string | undefined, nowEpochMs = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(value.trim())) return Math.round(Number(value) * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowEpochMs);
}
