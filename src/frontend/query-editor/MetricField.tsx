import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import type { Option, OptionList } from '../../shared/resource-routes.ts';
import { ComboBox } from '../combo-box/ComboBox.tsx';
import { describeError } from '../describe-error.ts';
import { variableNames } from '../query/variables/dashboard-variables.ts';
import { targetOf, type SavedQuery } from '../query/saved-query.ts';
import type { ResourceClient } from '../resource-client.ts';
import { DraftArea } from '../controls/draft/DraftArea.tsx';
import { withDefaults } from './payload/payload-form.ts';
import { parsePayloadFields } from './payload/parse-payload-fields.ts';
import type { MetricEditorProps } from './metric-editor-props.ts';

/** More than anybody scrolls through; the menu says how many there are beyond. */
const limit = 500;

/** The metric: from the server's list, or as text for servers that take more than a name. */
export function MetricField({ client, query, details, onChange }: MetricEditorProps) {
  const target = targetOf(query);
  const isText = query.rawQuery === true;
  const [problem, setProblem] = React.useState<string>();
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
      description={problem === undefined ? undefined : <NoMetrics problem={problem} />}
      search={async (text) => {
        const finding = findMetrics(client, query, text);
        if (text === '') setProblem(await problemOfList(finding));
        return finding;
      }}
      onChange={(option) => {
        onChange({ target: String(option.value), ...withDefaults(query, parsePayloadFields(option.payloads ?? [])) });
      }}
    />
  );
}

/** Why there is nothing to choose from; undefined where there is something. */
async function problemOfList(finding: Promise<OptionList>): Promise<string | undefined> {
  try {
    const { options } = await finding;
    return options.length > 0 ? undefined : 'The server answers with an empty list of metrics.';
  } catch (error) {
    return `The server does not list its metrics: ${describeError(error)}`;
  }
}

/** What a server has to answer to /search, among others. */
const contractUrl = 'https://github.com/grafana/simple-json-datasource#readme';

function NoMetrics({ problem }: { readonly problem: string }) {
  return (
    <>
      {problem} A metric can be typed all the same.{' '}
      <a className="sjp-link" href={contractUrl} target="_blank" rel="noreferrer">
        How a server lists its metrics
      </a>
    </>
  );
}

async function findMetrics(client: ResourceClient, { type }: SavedQuery, text: string): Promise<OptionList> {
  if (text.startsWith('$')) return { options: variableOptions(text), more: 0 };
  return client.fetch('metrics', { text, limit, ...(type !== undefined && { type }) });
}

function variableOptions(text: string): readonly Option[] {
  return variableNames(getTemplateSrv())
    .map((name) => `$${name}`)
    .filter((name) => name.includes(text))
    .map((name) => ({ text: name, value: name }));
}
