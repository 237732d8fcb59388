import * as React from 'react';

import type { Option, OptionList } from '../../shared/resource-routes.ts';
import { describeError } from '../describe-error.ts';

export interface OptionSearch {
  readonly state: 'idle' | 'searching' | 'done' | 'failed';
  readonly options: readonly Option[];
  /** How many there are beyond them. */
  readonly more: number;
  /** What went wrong, when it failed. */
  readonly problem: string;
  /** Starts at once, or when nothing more is typed for a moment; the answer to the last text is the one that counts. */
  readonly start: (text: string, when: 'now' | 'soon') => void;
}

export type Search = (text: string) => Promise<OptionList>;

const typingPauseMs = 300;

const nothing = { options: [], more: 0, problem: '' };

/** Searches on the server while somebody types. */
export function useOptionSearch(search: Search): OptionSearch {
  const [result, setResult] = React.useState<Omit<OptionSearch, 'start'>>({ state: 'idle', ...nothing });
  const last = React.useRef({ number: 0, timer: 0 });

  React.useEffect(
    () => () => {
      last.current.number++;
      window.clearTimeout(last.current.timer);
    },
    [],
  );

  function run(text: string): void {
    const number = ++last.current.number;
    const isLast = (): boolean => number === last.current.number;
    search(text).then(
      ({ options, more }) => {
        if (isLast()) setResult({ state: 'done', options, more, problem: '' });
      },
      (error: unknown) => {
        if (isLast()) setResult({ state: 'failed', ...nothing, problem: describeError(error) });
      },
    );
  }

  function start(text: string, when: 'now' | 'soon'): void {
    window.clearTimeout(last.current.timer);
    last.current.number++;
    setResult((previous) => ({ ...previous, state: 'searching' }));
    if (when === 'now') run(text);
    else
      last.current.timer = window.setTimeout(() => {
        run(text);
      }, typingPauseMs);
  }

  return { ...result, start };
}
