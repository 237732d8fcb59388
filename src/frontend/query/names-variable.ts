import { payloadText } from './describe-query.ts';
import { payloadOf, targetOf, type SavedQuery } from './saved-query.ts';

/** `$name`, `${name}` and `[[name]]`, but for those with two underscores. */
const dashboardVariable = /\$(?!__)\w*[A-Za-z]\w*|\$\{(?!__)[^{}]+\}|\[\[(?!__)\w[^[\]]*\]\]/;

/** The first variable of a dashboard that a query names. An alert rule has no dashboard; Grafana's own work there too. */
export function namedVariable(query: SavedQuery): string | undefined {
  return dashboardVariable.exec(`${targetOf(query)}\n${payloadText(payloadOf(query))}`)?.[0];
}
