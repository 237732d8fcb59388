import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import type { Option, OptionList } from '../../shared/resource-routes.ts';
import { ComboBox } from '../combo-box/ComboBox.tsx';
import { variableNames } from '../query/dashboard-variables.ts';
import { targetOf, type SavedQuery } from '../query/saved-query.ts';
import type { ResourceClient } from '../resource-client.ts';
import { DraftArea } from '../controls/DraftArea.tsx';
import { withDefaults } from './payload-form.ts';
import { parsePayloadFields } from './parse-payload-fields.ts';
import type { MetricEditorProps } from './metric-editor-props.ts';

/** More than anybody scrolls through; the menu says how many there are beyond. */
const limit = 500;

/** The metric: from the server's list, or as text for servers that take more than a name. */
export function MetricField({ client, query, details, onChange }: MetricEditorProps) {
  const target = targetOf(query);
  const isText = query.rawQuery === true;
  const action = (
    <button
      type="button"
      className="sjp-link"
      onClick={() => {
        onChange({ rawQuery: !isText }, false);
      }}
    >
      {isText ? 'Pick from the list' : 'Edit as text'}
    </button>
  );
  return isText ? (
    <DraftArea
      label="Metric"
      grow
      action={action}
      rows={Math.min(8, target.split('\n').length + 1)}
      value={target}
      onCommit={(text) => {
        onChange({ target: text });
      }}
    />
  ) : (
    <ComboBox
      label="Metric"
      grow
      action={action}
      text={details.text ?? target}
      placeholder="type to search, or any text"
      search={async (text) => findMetrics(client, query, text)}
      onChange={(option) => {
        onChange({ target: String(option.value), ...withDefaults(query, parsePayloadFields(option.payloads ?? [])) });
      }}
    />
  );
}

async function findMetrics(client: ResourceClient, { type }: SavedQuery, text: string): Promise<OptionList> {
  if (text.startsWith('$')) return { options: variableOptions(text), more: 0 };
  return client.ask('metrics', { text, limit, ...(type !== undefined && { type }) });
}

function variableOptions(text: string): readonly Option[] {
  return variableNames(getTemplateSrv())
    .map((name) => `$${name}`)
    .filter((name) => name.includes(text))
    .map((name) => ({ text: name, value: name }));
}
