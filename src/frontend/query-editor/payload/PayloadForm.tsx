import * as React from 'react';

import { payloadOf } from '../../query/saved-query.ts';
import { PayloadFieldControl } from './PayloadFieldControl.tsx';
import { payloadValues, withValue } from './payload-form.ts';
import type { MetricEditorProps } from '../metric-editor-props.ts';

/** The form that the server describes for the chosen metric. What else the payload holds goes with it unchanged. */
export function PayloadForm({ client, query, details, onChange }: MetricEditorProps) {
  const values = payloadValues(payloadOf(query)) ?? {};
  const names = details.fields.map(({ name }) => name);
  const others = Object.keys(values).filter((name) => !names.includes(name));
  return (
    <div className="sjp-stack">
      <div className="sjp-row">
        {details.fields.map((field) => (
          <PayloadFieldControl
            key={field.name}
            client={client}
            query={query}
            field={field}
            value={values[field.name]}
            onChange={(value) => {
              onChange(withValue(query, field.name, value));
              if (field.reloadMetric === true) details.reload();
            }}
          />
        ))}
      </div>
      {others.length > 0 && (
        <p className="sjp-description">Goes with it, though the form has no field for it: {others.join(', ')}</p>
      )}
    </div>
  );
}
