import * as React from 'react';

import { useUniqueId } from './use-unique-id.ts';

export interface FieldProps {
  /** Also what the control is called by, wherever it stands. */
  readonly label: string;
  readonly description?: React.ReactNode;
  /** What is wrong with the value, in words. */
  readonly error?: string | undefined;
  /** Takes what room there is in its row. */
  readonly grow?: boolean;
  /** Stands at the end of the label's line. */
  readonly action?: React.ReactNode;
}

/** What ties a control to its label, its description and its error. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  /** Grafana's controls take the first for their looks, everybody else the second. */
  readonly invalid: boolean;
  readonly 'aria-invalid': boolean;
}

/** A labelled control, with what has to be said about it. */
export function Field({
  label,
  description,
  error,
  grow = false,
  action,
  children,
}: FieldProps & { readonly children: (control: ControlProps) => React.ReactNode }) {
  const id = useUniqueId();
  const invalid = error !== undefined;
  const describedBy = [
    ...(description === undefined ? [] : [`${id}-description`]),
    ...(invalid ? [`${id}-error`] : []),
  ].join(' ');
  return (
    <div className={grow ? 'sjp-field sjp-grow' : 'sjp-field'}>
      <div className="sjp-label-line">
        <label className="sjp-label" htmlFor={id}>
          {label}
        </label>
        {action}
      </div>
      {description !== undefined && (
        <span className="sjp-description" id={`${id}-description`}>
          {description}
        </span>
      )}
      {children({
        id,
        invalid,
        'aria-invalid': invalid,
        ...(describedBy !== '' && { 'aria-describedby': describedBy }),
      })}
      {invalid && (
        <p className="sjp-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
