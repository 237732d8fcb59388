import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import type { SavedQuery } from '../query/saved-query.ts';
import { sentTarget } from '../query/sent-target.ts';
import { createVariableFill } from '../query/variable-fill.ts';

/** The query as the server gets it, with what the variables hold now. */
export function SentQuery({ query }: { readonly query: SavedQuery }) {
  const [isOpen, setOpen] = React.useState(false);
  return (
    <details
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary className="sjp-small">What the server gets</summary>
      {isOpen && (
        <>
          <p className="sjp-description">
            POST /query, with the time range and the interval, and among its &quot;targets&quot;:
          </p>
          <pre className="sjp-code" tabIndex={0} aria-label="What the server gets">
            {JSON.stringify(sentTarget(query, createVariableFill(getTemplateSrv(), {})), null, 2)}
          </pre>
        </>
      )}
    </details>
  );
}
