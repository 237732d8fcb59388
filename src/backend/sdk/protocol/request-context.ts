import type { PluginContext } from '../api/plugin-context.ts';
import type { DataQuery } from '../api/query-data.ts';
import type { RequestContext } from '../api/request-context.ts';
import { checkContext } from './check-context.ts';
import type { CallContext } from '../grpc/call-context.ts';

/** What a message says of its context, as the host wrote it. */
export interface MessageContext {
  readonly pluginContext: PluginContext;
  /** HTTP headers, under `http_` or as they are, and keys such as `FromAlert`; none in version 1. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly headersFrom: RequestContext['headersFrom'];
  /** Of a request for data. */
  readonly queries?: readonly DataQuery[];
}

/** Makes the one context of a request of a call and its message. @throws {PluginError} when what comes with the call is too long */
export type ToRequestContext = (call: CallContext, message: MessageContext) => RequestContext;

/** @param environment the process's variables: hosts before 10.2 put there what later ones send as `grafanaConfig` */
export function createToRequestContext(environment: Readonly<Record<string, string | undefined>>): ToRequestContext {
  const hostConfig = grafanaVariables(environment);
  const withHostConfig = (config: PluginContext['grafanaConfig']): PluginContext['grafanaConfig'] =>
    Object.keys(config).length === 0 ? hostConfig : { ...hostConfig, ...config };
  return ({ signal, deadlineEpochMs, metadata }, message) => {
    checkContext(message);
    const { pluginContext, headers, headersFrom, queries = [] } = message;
    const normalized = normalizeHeaders(headers);
    const saysAlert = headersFrom === 'host' && normalized['fromalert'] === 'true';
    addTraceHeaders(normalized, metadata);
    return {
      pluginContext: { ...pluginContext, grafanaConfig: withHostConfig(pluginContext.grafanaConfig) },
      fromAlert: saysAlert || isRule(queries),
      headers: normalized,
      headersFrom,
      signal,
      ...(deadlineEpochMs === undefined ? {} : { deadlineEpochMs }),
    };
  };
}

function grafanaVariables(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || !name.startsWith('GF_') ? [] : [[name, value]],
    ),
  );
}

/** The case of a header's name, and whether it has a prefix, depend on how the host passed it on. */
function normalizeHeaders(headers: MessageContext['headers']): Record<string, string> {
  const normalized: Record<string, string> = {};
  for (const [key, value] of Object.entries(headers)) {
    const name = key.toLowerCase().replace(/^http_/, '');
    normalized[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return normalized;
}

/** Version 2 says so with `FromAlert`; version 1 hosts leave both numbers 0 for a rule, which no page does. */
function isRule(queries: readonly DataQuery[]): boolean {
  return (
    queries.length > 0 && queries.every(({ intervalMs, maxDataPoints }) => intervalMs === 0 && maxDataPoints === 0)
  );
}

/** W3C trace context travels as gRPC metadata, written by the host's OpenTelemetry handler; `baggage`, which may say anything, stays here. */
function addTraceHeaders(headers: Record<string, string>, metadata: CallContext['metadata']): void {
  for (const name of ['traceparent', 'tracestate']) {
    const value = metadata(name);
    if (value !== undefined) headers[name] = value;
  }
}
