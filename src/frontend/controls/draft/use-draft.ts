import * as React from 'react';

export interface Draft {
  readonly value: string;
  readonly change: (value: string) => void;
  /** Hands on what has been typed, if it differs from what there was. */
  readonly commit: () => void;
}

/** Text that is handed on when the person is done with it, not with every key. A new value from outside replaces it. */
export function useDraft(value: string, onCommit: (value: string) => void): Draft {
  const [{ draft, of }, setDraft] = React.useState({ draft: value, of: value });
  if (of !== value) setDraft({ draft: value, of: value });
  return {
    value: draft,
    change: (text) => {
      setDraft({ draft: text, of: value });
    },
    commit: () => {
      if (draft !== value) onCommit(draft);
    },
  };
}
