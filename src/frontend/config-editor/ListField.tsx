import * as React from 'react';

import { DraftField } from '../controls/draft/DraftField.tsx';

export interface ListFieldProps {
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  /** A provisioning file may also have one text with commas. */
  readonly values: readonly string[] | string | undefined;
  readonly disabled: boolean;
  /** undefined when nothing is left. */
  readonly onChange: (values: readonly string[] | undefined) => void;
}

/** A few names in one line. */
export function ListField({ values = [], onChange, ...field }: ListFieldProps) {
  return (
    <DraftField
      {...field}
      value={typeof values === 'string' ? values : values.join(', ')}
      onCommit={(text) => {
        const names = text
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '');
        onChange(names.length === 0 ? undefined : names);
      }}
    />
  );
}
