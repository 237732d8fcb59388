import * as React from 'react';

import type { SavedQuery } from '../query/saved-query.ts';
import { DraftField } from '../controls/draft/DraftField.tsx';
import type { QueryChange } from './query-change.ts';

/** How values read, where neither the server nor the panel says so. */
export function UnitSection({ query, onChange }: { readonly query: SavedQuery; readonly onChange: QueryChange }) {
  const { unit = '', decimals } = query;
  return (
    <div className="sjp-row">
      <DraftField
        label="Unit"
        placeholder="such as bytes or percent"
        value={unit}
        onCommit={(text) => {
          onChange({ unit: text.trim() === '' ? undefined : text.trim() });
        }}
      />
      <DraftField
        label="Decimals"
        type="number"
        placeholder="auto"
        value={decimals === undefined ? '' : String(decimals)}
        onCommit={(text) => {
          onChange({ decimals: parseDecimals(text) });
        }}
      />
    </div>
  );
}

/** Grafana takes whole numbers from 0 on. */
function parseDecimals(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? undefined : Math.min(15, Math.max(0, Math.round(number)));
}
