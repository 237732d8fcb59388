/**
 * As grafana-plugin-sdk-go writes it (backend/httpclient/user_agent_middleware.go), also where the host does not say who it is. What a header
 * cannot have is left out: no request could be sent with it.
 */
export function userAgent(grafana: string, plugin: { readonly id: string; readonly version: string }): string {
  const host = inHeader(grafana);
  return `${host === '' ? 'Grafana/0.0.0 (unknown; unknown)' : host} ${plugin.id}/${inHeader(plugin.version)}`;
}

/** Several times what any host says of itself. */
const maxLength = 200;

function inHeader(text: string): string {
  return text
    .slice(0, maxLength)
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim();
}
