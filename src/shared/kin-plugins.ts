/**
 * The plugins whose queries mean the same here: the original, its Go successor, the later JSON plugin, and two that ask any HTTP server.
 * The successor has the id that this plugin is first known by; a build under another id still understands it.
 */
export const kinPlugins: readonly string[] = [
  'grafana-simple-json-datasource',
  'grafana-simple-json-backend-datasource',
  'simpod-json-datasource',
  'marcusolsson-json-datasource',
  'yesoreyeram-infinity-datasource',
];
