/** As grafana-plugin-sdk-go writes it (backend/httpclient/user_agent_middleware.go), also where the host does not say who it is. */
export function userAgent(grafana: string, plugin: { readonly id: string; readonly version: string }): string {
  return `${grafana === '' ? 'Grafana/0.0.0 (unknown; unknown)' : grafana} ${plugin.id}/${plugin.version}`;
}
