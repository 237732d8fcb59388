import * as React from 'react';

import { CheckboxField } from '../controls/CheckboxField.tsx';
import { DraftField } from '../controls/draft/DraftField.tsx';
import { liveService } from '../live/live-service.ts';
import type { SavedQuery } from '../query/saved-query.ts';
import { alertingApps } from './AlertHint.tsx';
import type { QueryChange } from './query-change.ts';

export interface LiveSectionProps {
  readonly query: SavedQuery;
  readonly app: string | undefined;
  readonly onChange: QueryChange;
}

/** Whether the panel moves by itself, and how often the server is asked for that; nothing for tables, in rules and where Grafana cannot. */
export function LiveSection({ query, app, onChange }: LiveSectionProps) {
  const { live, type } = query;
  if (type === 'table' || alertingApps.includes(app ?? '') || liveService() === undefined) return null;
  return (
    <div className="sjp-row">
      <CheckboxField
        label="Live"
        description="New points arrive by themselves while the time range ends at now. All viewers share one request."
        value={live !== undefined}
        onChange={(isOn) => {
          onChange({ live: isOn ? {} : undefined });
        }}
      />
      {live !== undefined && (
        <DraftField
          label="Seconds between two questions"
          type="number"
          placeholder="the panel's interval"
          value={live.intervalMs === undefined ? '' : String(live.intervalMs / 1000)}
          onCommit={(text) => {
            onChange({ live: toLive(text) });
          }}
        />
      )}
    </div>
  );
}

function toLive(text: string): NonNullable<SavedQuery['live']> {
  const seconds = Number(text);
  return text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0
    ? {}
    : { intervalMs: Math.round(seconds * 1000) };
}
