/**
 * What Grafana 10 and later look for in a module.js before they refuse it as an Angular plugin.
 * Source: Grafana, pkg/services/pluginsintegration/angulardetectorsprovider and grafana-com's own list of patterns.
 */
const patterns: readonly RegExp[] = [
  /PanelCtrl/,
  /ConfigCtrl/,
  /QueryCtrl/,
  /app\/plugins\/sdk/,
  /angular\.isNumber\(/,
  /editor\.html/,
  /ctrl\.annotation/,
  /getLegacyAngularInjector/,
  /System\.register\(/,
  /["']app\/core\/utils\/promiseToDigest["']/,
  /["']app\/plugins\/.*?["']/,
  /["']app\/core\/.*?["']/,
  /from\s+["']grafana\/app\/.*?["']/,
];

/** The patterns that a file matches. */
export function findDetectedWords(source: string): readonly string[] {
  return patterns.filter((pattern) => pattern.test(source)).map(String);
}
