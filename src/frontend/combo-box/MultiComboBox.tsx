import * as React from 'react';

import type { Option } from '../../shared/resource-routes.ts';
import type { FieldProps } from '../controls/Field.tsx';
import { ComboBox } from './ComboBox.tsx';
import type { Search } from './use-option-search.ts';

export interface MultiComboBoxProps extends FieldProps {
  readonly chosen: readonly Option[];
  readonly search: Search;
  readonly onChange: (values: readonly Option['value'][]) => void;
  readonly placeholder?: string | undefined;
}

/** Several of many values: what is chosen stands above the combo box that adds to it. */
export function MultiComboBox({ chosen, search, onChange, placeholder, ...field }: MultiComboBoxProps) {
  const values = chosen.map(({ value }) => value);
  return (
    <div className="sjp-field sjp-grow">
      <ComboBox
        {...field}
        text=""
        search={search}
        placeholder={placeholder ?? (chosen.length === 0 ? 'none chosen' : 'add another')}
        onChange={({ value }) => {
          if (value !== '' && !values.includes(value)) onChange([...values, value]);
        }}
      />
      <ul className="sjp-chips" aria-label={`Chosen for ${field.label}`}>
        {chosen.map(({ text, value }) => (
          <li className="sjp-chip" key={String(value)}>
            {text}
            <button
              type="button"
              aria-label={`Remove ${text}`}
              onClick={() => {
                onChange(values.filter((other) => other !== value));
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
