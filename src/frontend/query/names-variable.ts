import { variableAt, type VariableText } from '../../shared/variables.ts';
import { payloadText } from './describe-query.ts';
import { payloadOf, targetOf, type SavedQuery } from './saved-query.ts';

/** The first variable of a dashboard that a query names. An alert rule has no dashboard; Grafana's own work there too. */
export function namedVariable(query: SavedQuery): string | undefined {
  const text = `${targetOf(query)}\n${payloadText(payloadOf(query))}`;
  for (let at = 0; at < text.length; at++) {
    const variable = variableAt(text, at);
    if (variable !== undefined && isOfDashboard(variable)) return variable.whole;
    at = (variable?.end ?? at + 1) - 1;
  }
  return undefined;
}

/** Two underscores are Grafana's own; `$1` is a sum of money, `[[ 1 ]]` a list. */
function isOfDashboard({ whole, inside }: VariableText): boolean {
  if (inside.startsWith('__')) return false;
  if (whole.startsWith('[')) return /^\w/.test(inside);
  return whole.startsWith('${') || /[A-Za-z]/.test(inside);
}
