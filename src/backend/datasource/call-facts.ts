import type { CallOptions, PluginContext } from '../plugin-api/plugin-context.ts';
import type { DataQuery } from '../plugin-api/query-data.ts';
import type { UpstreamContext } from '../upstream/upstream-client.ts';
import { forwardedHeaders, type CallHeaders } from './forwarded-headers.ts';
import type { Settings } from './settings.ts';

/** What the parts of the data source need to know of the call they work for. */
export interface CallFacts {
  readonly fromAlert: boolean;
  /** The version of the Grafana that asks; undefined before 7.0, and where nobody says. */
  readonly grafanaMajor: number | undefined;
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
  /** The host's GF_VERSION. */
  readonly grafanaVersion: string | undefined;
}

export function toCallFacts(call: PluginCall, settings: Settings): CallFacts {
  const { pluginContext, headers, writtenBy, options, grafanaVersion } = call;
  const fromAlert = isFromAlert(call);
  return {
    fromAlert,
    grafanaMajor: parseMajor(grafanaVersion),
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
      skipCache: 'X-Cache-Skip' in headers || 'http_X-Cache-Skip' in headers,
    },
  };
}

/** Version 2 says so; version 1 hosts leave both numbers 0 for a rule, which no page does. */
function isFromAlert({ headers, writtenBy, queries }: PluginCall): boolean {
  if (writtenBy === 'host' && headers['FromAlert'] === 'true') return true;
  return (
    queries.length > 0 && queries.every(({ intervalMs, maxDataPoints }) => intervalMs === 0 && maxDataPoints === 0)
  );
}

function parseMajor(version = ''): number | undefined {
  const major = /^v?(\d{1,4})\b/.exec(version.trim())?.[1];
  return major === undefined ? undefined : Number(major);
}
