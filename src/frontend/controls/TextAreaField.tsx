import * as React from 'react';

import { Field, type FieldProps } from './Field.tsx';
import { TextArea } from './grafana-components.tsx';

export interface TextAreaFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly rows: number;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
}

/** Several lines of text in which every character counts. Tab leaves it; Ctrl+Enter is as good as leaving. */
export function TextAreaField({ value, onChange, onBlur, rows, placeholder, disabled, ...field }: TextAreaFieldProps) {
  return (
    <Field {...field}>
      {({ id, invalid, ...aria }) => (
        <TextArea
          {...aria}
          id={id}
          className="sjp-code"
          invalid={invalid}
          value={value}
          rows={rows}
          placeholder={placeholder}
          disabled={disabled}
          spellCheck={false}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
          }}
          onBlur={onBlur}
          onKeyDown={({ key, ctrlKey, metaKey }) => {
            if (key === 'Enter' && (ctrlKey || metaKey)) onBlur?.();
          }}
        />
      )}
    </Field>
  );
}
