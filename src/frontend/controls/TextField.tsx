import * as React from 'react';

import { Field, type FieldProps } from './Field.tsx';
import { Input } from './grafana-components.tsx';

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** When the person is done with it. */
  readonly onBlur?: () => void;
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly type?: 'text' | 'password' | 'number';
}

/** One line of text. */
export function TextField({ value, onChange, onBlur, placeholder, disabled, type = 'text', ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      {({ id, invalid, ...aria }) => (
        <Input
          {...aria}
          id={id}
          invalid={invalid}
          type={type}
          value={value}
          placeholder={placeholder}
          disabled={disabled}
          autoComplete={type === 'password' ? 'new-password' : 'off'}
          spellCheck={false}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
          }}
          onBlur={onBlur}
          onKeyDown={({ key }) => {
            if (key === 'Enter') onBlur?.();
          }}
        />
      )}
    </Field>
  );
}
