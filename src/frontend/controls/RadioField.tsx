import * as React from 'react';

import { RadioButtonGroup } from './grafana-components.tsx';
import type { SelectOption } from './SelectField.tsx';
import { useUniqueId } from './use-unique-id.ts';

export interface RadioFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
}

/** One of two or three values, all in sight. */
export function RadioField<Value extends string>({ label, value, options, onChange }: RadioFieldProps<Value>) {
  const id = useUniqueId();
  return (
    <div className="sjp-field sjp-start" role="group" aria-labelledby={id}>
      <span className="sjp-label" id={id}>
        {label}
      </span>
      <RadioButtonGroup
        options={[...options]}
        value={value}
        onChange={(changed) => {
          const chosen = options.find((option) => option.value === changed);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      />
    </div>
  );
}
