import type { RequestContext } from '../../sdk/api/request-context.ts';
import type { Settings } from '../settings/settings.ts';

/** Where a call comes from, not who asks: two panels with one question may share one answer. Lower case. */
export const descriptiveHeaders: readonly string[] = [
  'traceparent',
  'tracestate',
  'uber-trace-id',
  'x-dashboard-title',
  'x-dashboard-uid',
  'x-datasource-uid',
  'x-grafana-from-expr',
  'x-grafana-request-id',
  'x-panel-id',
  'x-panel-plugin-id',
  'x-panel-title',
  'x-query-group-id',
];

const identityTokens: readonly string[] = ['authorization', 'x-id-token', 'x-grafana-id'];

/** Believed only if the host wrote them. */
const hostHeaders: readonly string[] = ['fromalert', 'x-real-ip'];

/** Servers take no longer headers, and looking for cookies in one of megabytes takes seconds. */
const maxLength = 64 * 1024;

export type CallHeaders = Pick<RequestContext, 'headers' | 'headersFrom'> & {
  readonly pluginContext: Pick<RequestContext['pluginContext'], 'orgId' | 'user'>;
};

/**
 * The headers of a call that its server may see, lower-case names. Nothing is passed on that is not named here or in
 * `keepCookies`; a person's tokens need `oauthPassThru`.
 */
export function forwardedHeaders(
  call: CallHeaders,
  forwarding: Settings['forwarding'],
): Readonly<Record<string, string>> {
  const forwarded: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.headers)) {
    if (value.length > maxLength) continue;
    const passed = name === 'cookie' ? keptCookies(value, forwarding.cookies) : value;
    if (passed === '' || !mayPass(name, value, { call, forwarding })) continue;
    const line = oneLine(passed);
    if (!saysWho(name) || line === passed) forwarded[name] = line;
  }
  return { ...forwarded, 'x-grafana-org-id': String(call.pluginContext.orgId) };
}

interface PassRules {
  readonly call: CallHeaders;
  readonly forwarding: Settings['forwarding'];
}

function mayPass(name: string, value: string, { call, forwarding }: PassRules): boolean {
  const byHost = call.headersFrom === 'host';
  if (identityTokens.includes(name)) return forwarding.identityTokens && !isForGrafana(value);
  // Grafana sends it if `send_user_header` is on; when it is off, a browser could still claim to be anyone.
  if (name === 'x-grafana-user') return byHost || value === (call.pluginContext.user?.login ?? '');
  if (hostHeaders.includes(name) || name.startsWith('x-rule-')) return byHost;
  return name === 'cookie' || descriptiveHeaders.includes(name);
}

/**
 * Grafana 7 hands a resource call its caller's own Authorization if it has no OAuth token for them: a Grafana password, API key
 * or service account token, which no other server may see.
 */
function isForGrafana(authorization: string): boolean {
  return /^(basic\s|bearer\s+(glsa_|eyJrIjoi))/i.test(authorization);
}

function keptCookies(header: string, names: readonly string[]): string {
  return header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => names.includes(cookie.split('=')[0] ?? ''))
    .join('; ');
}

/** Without a character, or the blanks at its ends that servers leave out, one who asks would be another. */
function saysWho(name: string): boolean {
  return name === 'x-grafana-user' || name === 'cookie' || identityTokens.includes(name);
}

/** Grafana percent-encodes titles; what would end the header early is left out. */
function oneLine(value: string): string {
  return value.replaceAll(/[^\t\x20-\x7e\u{80}-\u{10ffff}]/gu, '').trim();
}
