import * as React from 'react';

import { Button, Input } from './grafana-components.tsx';
import { Field, type FieldProps } from './Field.tsx';
import { TextAreaField } from './TextAreaField.tsx';
import { TextField } from './TextField.tsx';

export interface Secret {
  /** Grafana has one and shows it to nobody. */
  readonly isConfigured: boolean;
  /** What has been typed since, not saved yet. */
  readonly value: string;
  readonly set: (value: string) => void;
  readonly reset: () => void;
}

export interface SecretFieldProps extends FieldProps {
  readonly secret: Secret;
  readonly disabled: boolean;
  readonly placeholder?: string;
  /** For what has line ends, such as a certificate. */
  readonly rows?: number;
}

/** A secret: typed once, then only "configured" until it is reset. */
export function SecretField({ secret, rows, ...field }: SecretFieldProps) {
  if (secret.isConfigured) return <ConfiguredSecret secret={secret} {...field} />;
  return rows === undefined ? (
    <TextField {...field} type="password" value={secret.value} onChange={secret.set} />
  ) : (
    <TextAreaField {...field} rows={rows} value={secret.value} onChange={secret.set} />
  );
}

function ConfiguredSecret({ secret, disabled, placeholder: _placeholder, error: _error, ...field }: SecretFieldProps) {
  return (
    <Field {...field}>
      {({ invalid: _invalid, 'aria-invalid': _ariaInvalid, ...control }) => (
        <div className="sjp-secret">
          <Input {...control} value="configured" readOnly disabled />
          <Button
            type="button"
            variant="secondary"
            disabled={disabled}
            aria-label={`Reset ${field.label}`}
            onClick={secret.reset}
          >
            Reset
          </Button>
        </div>
      )}
    </Field>
  );
}
