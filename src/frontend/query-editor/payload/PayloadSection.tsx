import * as React from 'react';

import { RadioField } from '../../controls/RadioField.tsx';
import type { MetricEditorProps } from '../metric-editor-props.ts';
import { hasPayloadForm } from './payload-form.ts';
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
  const hasForm = hasPayloadForm(query, details);
  const editor = hasForm ? (chosen ?? 'form') : 'json';
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
