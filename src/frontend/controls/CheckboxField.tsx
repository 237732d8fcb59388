import * as React from 'react';

import { Checkbox } from './grafana-components.tsx';
import { useUniqueId } from './use-unique-id.ts';

export interface CheckboxFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly disabled?: boolean | undefined;
}

/** Yes or no. The description stands beside Grafana's checkbox, which would make it a part of the name. */
export function CheckboxField({ label, description, value, onChange, disabled = false }: CheckboxFieldProps) {
  const id = useUniqueId();
  return (
    <div className="sjp-field sjp-start">
      <Checkbox
        label={label}
        value={value}
        disabled={disabled}
        aria-describedby={id}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.checked);
        }}
      />
      <span className="sjp-description sjp-under-checkbox" id={id}>
        {description}
      </span>
    </div>
  );
}
