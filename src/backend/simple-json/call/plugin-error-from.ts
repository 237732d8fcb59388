import { DecodeError } from '../../decode/answer/decoded-answer.ts';
import { type ErrorSource, PluginError } from '../../sdk/api/plugin-error.ts';
import { UpstreamError, type UpstreamErrorKind } from '../../upstream/contract/upstream-error.ts';

/** Statuses that mean we asked wrongly; all others are the server's (grafana-plugin-sdk-go, experimental/status). */
const ourFault: ReadonlySet<number> = new Set([405, 406, 412, 413, 414, 416, 417, 426, 431, 501]);

/** For failures without an answer, as the Go SDK guesses them: 504 for time, 502 for everything else on the way. */
const statusByKind: Readonly<Record<Exclude<UpstreamErrorKind, 'status'>, number>> = {
  dns: 502,
  connect: 502,
  reset: 502,
  tls: 502,
  proxy: 502,
  timeout: 504,
  cancelled: 499,
  'too-large': 502,
  redirect: 502,
  protocol: 502,
};

/** Anything thrown while a server was asked, in Grafana's terms. */
export function pluginErrorFrom(error: unknown): PluginError {
  if (error instanceof DecodeError) {
    const message =
      error.reason === 'stated'
        ? `the server's answer has status 200, but says that it is an error: ${error.message}`
        : `the server's answer cannot be read: ${error.message}`;
    return new PluginError(message, { errorSource: 'downstream', status: 502, cause: error });
  }
  if (!(error instanceof UpstreamError)) return PluginError.from(error);
  const { kind, message } = error;
  const status = kind === 'status' ? (error.status ?? 502) : statusByKind[kind];
  return new PluginError(message, { errorSource: errorSourceOf(error), status, cause: error });
}

function errorSourceOf({ kind, status }: UpstreamError): ErrorSource {
  return kind === 'status' && status !== undefined && ourFault.has(status) ? 'plugin' : 'downstream';
}
