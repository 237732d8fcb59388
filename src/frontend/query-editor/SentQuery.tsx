import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import type { SavedQuery } from '../query/saved-query.ts';
import { sentTarget } from '../query/sent-target.ts';
import { createVariableFill } from '../query/variable-fill.ts';

/** The query as the server gets it, with what the variables hold now. */
export function SentQuery({ query }: { readonly query: SavedQuery }) {
  return (
    <div className="sjp-field">
      <p className="sjp-description">
        POST /query, with the time range and the interval, and among its &quot;targets&quot;:
      </p>
      <pre className="sjp-code" tabIndex={0} aria-label="Sent target">
        {JSON.stringify(sentTarget(query, createVariableFill(getTemplateSrv(), {})), null, 2)}
      </pre>
    </div>
  );
}
