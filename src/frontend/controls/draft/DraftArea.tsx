import * as React from 'react';

import { TextAreaField, type TextAreaFieldProps } from '../TextAreaField.tsx';
import { useDraft } from './use-draft.ts';

export interface DraftAreaProps extends Omit<TextAreaFieldProps, 'onChange' | 'onBlur' | 'error'> {
  readonly onCommit: (value: string) => void;
  /** What is wrong with a text, while it is being typed. */
  readonly check?: (value: string) => string | undefined;
}

/** Several lines of text that count when the person leaves them or presses Ctrl+Enter. */
export function DraftArea({ value, onCommit, check, ...field }: DraftAreaProps) {
  const draft = useDraft(value, onCommit);
  return (
    <TextAreaField
      {...field}
      value={draft.value}
      error={check?.(draft.value)}
      onChange={draft.change}
      onBlur={draft.commit}
    />
  );
}
