import type { QueryEditorProps } from '@grafana/data';
import * as React from 'react';

import { EditorFrame } from '../controls/style/EditorFrame.tsx';
import { RadioField } from '../controls/RadioField.tsx';
import { DraftArea } from '../controls/draft/DraftArea.tsx';
import { parsePayload } from '../query/payload/parse-payload.ts';
import { readVariableQuery, type VariableQuery } from './read-variable-query.ts';

const formats = [
  { value: 'string', label: 'Text' },
  { value: 'json', label: 'JSON' },
] as const;

const descriptions: Readonly<Record<VariableQuery['format'], string>> = {
  string:
    'Your server gets it as the target of a search; what it answers is what the variable offers. Empty asks for all.',
  json: 'A JSON object that your server gets as it is. "$other" in quotes becomes the value of the variable other.',
};

/** What a query variable asks the server for. */
export function VariableEditor({ query: saved, onChange }: QueryEditorProps<unknown, unknown>) {
  const query = readVariableQuery(saved);
  const { format } = query;
  return (
    <EditorFrame>
      <div className="sjp-stack">
        <RadioField
          label="Query format"
          options={formats}
          value={format}
          onChange={(changed) => {
            onChange({ ...query, format: changed });
          }}
        />
        <DraftArea
          label="Variable query"
          description={descriptions[format]}
          rows={format === 'json' ? 4 : 2}
          value={query.query}
          placeholder={format === 'json' ? '{ "target": "hosts" }' : 'such as hosts'}
          {...(format === 'json' && { check: problemOf })}
          onCommit={(text) => {
            onChange({ ...query, query: text });
          }}
        />
      </div>
    </EditorFrame>
  );
}

function problemOf(text: string): string | undefined {
  const parsed = parsePayload(text);
  return parsed.state === 'invalid' ? parsed.problem : undefined;
}
