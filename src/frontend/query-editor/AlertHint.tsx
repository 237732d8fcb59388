import * as React from 'react';

import { namedVariable } from '../query/names-variable.ts';
import type { SavedQuery } from '../query/saved-query.ts';

/** Grafana's names for the places where alert rules are edited. */
export const alertingApps: readonly string[] = ['unified-alerting', 'cloud-alerting'];

/** Says in an alert rule what would be sent as it stands, since a rule belongs to no dashboard. */
export function AlertHint({ query, app }: { readonly query: SavedQuery; readonly app: string | undefined }) {
  const variable = alertingApps.includes(app ?? '') ? namedVariable(query) : undefined;
  if (variable === undefined) return null;
  return (
    <p className="sjp-warning" role="status">
      An alert rule has no dashboard variables: {variable} goes to the server as it stands. Write its value instead.
    </p>
  );
}
