import * as React from 'react';

import { TextField, type TextFieldProps } from '../TextField.tsx';
import { useDraft } from './use-draft.ts';

export interface DraftFieldProps extends Omit<TextFieldProps, 'onChange' | 'onBlur'> {
  readonly onCommit: (value: string) => void;
}

/** One line of text that counts when the person leaves it or presses Enter. */
export function DraftField({ value, onCommit, ...field }: DraftFieldProps) {
  const draft = useDraft(value, onCommit);
  return <TextField {...field} value={draft.value} onChange={draft.change} onBlur={draft.commit} />;
}
