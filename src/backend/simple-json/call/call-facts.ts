import type { CallOptions, PluginContext } from '../../sdk/api/plugin-context.ts';
import type { DataQuery } from '../../sdk/api/query-data.ts';
import type { UpstreamContext } from '../../upstream/contract/upstream-client.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { secretsOf } from '../secrets/secrets-of-call.ts';
import { forwardedHeaders, type CallHeaders } from './forwarded-headers.ts';
import { parseFrameReading, type FrameReading } from './frame-reading.ts';
import type { Settings } from '../settings/settings.ts';

/** What the parts of the data source need to know of the call they work for. */
export interface CallFacts {
  readonly fromAlert: boolean;
  readonly reading: FrameReading;
  readonly upstream: UpstreamContext;
}

/** One call as it reached the plugin. */
export interface PluginCall {
  readonly pluginContext: PluginContext;
  readonly headers: Readonly<Record<string, string>>;
  readonly writtenBy: CallHeaders['writtenBy'];
  /** Empty for calls that ask no data. */
  readonly queries: readonly DataQuery[];
  readonly options: CallOptions;
  /** The process's variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function toCallFacts(call: PluginCall, settings: Settings): CallFacts {
  const { pluginContext, headers, writtenBy, options, environment } = call;
  const fromAlert = isFromAlert(call);
  return {
    fromAlert,
    reading: parseFrameReading(hostConfig(environment, pluginContext)),
    upstream: {
      signal: options.signal,
      ...(options.deadlineEpochMs === undefined ? {} : { deadlineEpochMs: options.deadlineEpochMs }),
      fromAlert,
      forwardedHeaders: forwardedHeaders(
        {
          headers,
          writtenBy,
          orgId: pluginContext.orgId,
          userLogin: pluginContext.user?.login ?? '',
          traceContext: options.traceContext,
        },
        settings.forwarding,
      ),
      redact: createRedactor(() => secretsOf({ pluginContext, headers })),
      skipCache: 'X-Cache-Skip' in headers || 'http_X-Cache-Skip' in headers,
    },
  };
}

/** Version 2 says so; version 1 hosts leave both numbers 0 for a rule, which no page does. */
function isFromAlert({ headers, writtenBy, queries }: PluginCall): boolean {
  if (writtenBy === 'host' && isTrue(headers, 'fromalert')) return true;
  return (
    queries.length > 0 && queries.every(({ intervalMs, maxDataPoints }) => intervalMs === 0 && maxDataPoints === 0)
  );
}

/** Whatever the name's case: it is another where a host has had it from HTTP. */
function isTrue(headers: PluginCall['headers'], lowerCaseName: string): boolean {
  return Object.entries(headers).some(([name, value]) => name.toLowerCase() === lowerCaseName && value === 'true');
}

/** Hosts before 10.2 put their configuration into the environment, under the same names. */
function hostConfig(
  environment: PluginCall['environment'],
  { grafanaConfig }: PluginContext,
): PluginCall['environment'] {
  const toggles = 'GF_INSTANCE_FEATURE_TOGGLES_ENABLE';
  return { GF_VERSION: environment['GF_VERSION'], [toggles]: grafanaConfig[toggles] ?? environment[toggles] };
}
