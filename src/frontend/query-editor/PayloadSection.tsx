import * as React from 'react';

import { Button } from '../controls/grafana-components.tsx';
import { RadioField } from '../controls/RadioField.tsx';
import { payloadOf } from '../query/saved-query.ts';
import type { MetricEditorProps } from './metric-editor-props.ts';
import { payloadValues } from './payload-form.ts';
import { PayloadForm } from './PayloadForm.tsx';
import { PayloadText } from './PayloadText.tsx';

const editors = [
  { value: 'form', label: 'Form' },
  { value: 'json', label: 'JSON' },
] as const;

type EditorName = (typeof editors)[number]['value'];

/** Extra JSON for the server: a form where the server describes one, JSON text everywhere. */
export function PayloadSection({ client, query, details, onChange }: MetricEditorProps) {
  const [chosen, setChosen] = React.useState<EditorName>();
  const [isWanted, setWanted] = React.useState(false);
  const payload = payloadOf(query);
  const hasForm = details.fields.length > 0 && payloadValues(payload) !== undefined;
  const editor = hasForm ? (chosen ?? 'form') : 'json';
  const isShown = hasForm || isWanted || (payload !== undefined && payload !== '');
  if (!isShown) {
    return (
      <div>
        <Button
          variant="secondary"
          size="sm"
          type="button"
          onClick={() => {
            setWanted(true);
          }}
        >
          Add payload
        </Button>
      </div>
    );
  }
  return (
    <div className="sjp-stack">
      {hasForm && <RadioField label="Edit payload as" options={editors} value={editor} onChange={setChosen} />}
      {editor === 'form' ? (
        <PayloadForm client={client} query={query} details={details} onChange={onChange} />
      ) : (
        <PayloadText query={query} onChange={onChange} />
      )}
    </div>
  );
}
