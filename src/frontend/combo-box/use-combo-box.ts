import * as React from 'react';

import type { Option } from '../../shared/resource-routes.ts';
import { type ComboItem, comboItems, customItem, firstActive } from './combo-items.ts';
import { type OptionSearch, type Search, useOptionSearch } from './use-option-search.ts';

export interface ComboBoxState {
  readonly isOpen: boolean;
  /** What the input holds. */
  readonly text: string;
  readonly items: readonly ComboItem[];
  /** The line that Enter takes; -1 for none. */
  readonly active: number;
  readonly found: OptionSearch;
  readonly open: () => void;
  readonly type: (text: string) => void;
  readonly move: (to: number) => void;
  readonly choose: (item: ComboItem | undefined) => void;
  /** Closes, and takes nothing of what has been typed. */
  readonly revert: () => void;
  /** Closes, and takes what has been typed. */
  readonly leave: () => void;
}

/** What a combo box remembers while somebody uses it. */
export function useComboBox(shown: string, search: Search, onChoose: (option: Option) => void): ComboBoxState {
  const [isOpen, setOpen] = React.useState(false);
  const [typed, setTyped] = React.useState<string>();
  const [moved, setMoved] = React.useState<number>();
  const found = useOptionSearch(search);
  const items = comboItems(typed ?? '', found.options);
  const text = typed ?? shown;
  const byItself = found.state === 'searching' && typed !== undefined ? 0 : firstActive(text, items);

  function revert(): void {
    setOpen(false);
    setTyped(undefined);
    setMoved(undefined);
  }

  function choose(item: ComboItem | undefined): void {
    revert();
    if (item !== undefined && (item.option.text !== shown || !item.isCustom)) onChoose(item.option);
  }

  function open(): void {
    setOpen(true);
    if (!isOpen) found.start('', 'now');
  }

  function type(typing: string): void {
    setTyped(typing);
    setMoved(undefined);
    setOpen(true);
    found.start(typing, 'soon');
  }

  function leave(): void {
    if (typed === undefined) revert();
    else choose(items.find(({ option, isCustom }) => !isCustom && option.text === typed) ?? customItem(typed));
  }

  const active = Math.min(moved ?? byItself, items.length - 1);
  return { isOpen, text, items, active, found, open, type, move: setMoved, choose, revert, leave };
}
