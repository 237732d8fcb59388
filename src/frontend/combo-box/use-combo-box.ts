import * as React from 'react';

import type { Option } from '../../shared/resource-routes.ts';
import { type ComboItem, comboItems, customItem, firstActive, stillMeant } from './combo-items.ts';
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
  const found = useOptionSearch(search);
  const [moved, setMoved] = useMoved(found.options);
  const text = typed ?? shown;
  const isSearching = found.state === 'searching' && typed !== undefined;
  const items = comboItems(typed ?? '', isSearching ? stillMeant(text, found.options) : found.options);
  const active = Math.min(moved ?? (isSearching ? 0 : firstActive(text, items)), items.length - 1);

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

  return { isOpen, text, items, active, found, open, type, move: setMoved, choose, revert, leave };
}

/** The line that somebody moved to; forgotten when the list is another, whose line is another option. */
function useMoved(options: readonly Option[]): readonly [number | undefined, (to: number | undefined) => void] {
  const [moved, setMoved] = React.useState<{ readonly to: number | undefined; readonly options: readonly Option[] }>();
  return [
    moved?.options === options ? moved.to : undefined,
    (to) => {
      setMoved({ to, options });
    },
  ];
}
