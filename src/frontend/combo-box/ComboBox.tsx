import * as React from 'react';

import type { Option } from '../../shared/resource-routes.ts';
import { type ControlProps, Field, type FieldProps } from '../controls/Field.tsx';
import { Input } from '../controls/grafana-components.tsx';
import { OptionMenu } from './OptionMenu.tsx';
import { type ComboBoxState, useComboBox } from './use-combo-box.ts';
import type { Search } from './use-option-search.ts';

export interface ComboBoxProps extends FieldProps {
  /** What is chosen, as it reads. */
  readonly text: string;
  /** Finds options for what has been typed, on the server. */
  readonly search: Search;
  /** An option, or what has been typed, whose text and value are the same. */
  readonly onChange: (option: Option) => void;
  readonly placeholder?: string | undefined;
}

/** One of many values that a server offers, or any other. */
export function ComboBox({ text, search, onChange, placeholder, ...field }: ComboBoxProps) {
  const combo = useComboBox(text, search, onChange);
  return (
    <Field {...field}>
      {(control) => <ComboInput control={control} combo={combo} label={field.label} placeholder={placeholder} />}
    </Field>
  );
}

interface ComboInputProps {
  readonly control: ControlProps;
  readonly combo: ComboBoxState;
  readonly label: string;
  readonly placeholder: string | undefined;
}

function ComboInput({ control: { id, ...control }, combo, label, placeholder }: ComboInputProps) {
  const anchor = React.useRef<HTMLDivElement>(null);
  const { isOpen, text, active } = combo;
  const menuId = `${id}-menu`;
  return (
    <div ref={anchor}>
      <Input
        {...control}
        id={id}
        role="combobox"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        aria-activedescendant={isOpen && active >= 0 ? `${menuId}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={text}
        placeholder={placeholder}
        onClick={({ currentTarget }) => {
          if (!isOpen) currentTarget.select();
          combo.open();
        }}
        onChange={({ currentTarget }) => {
          combo.type(currentTarget.value);
        }}
        onKeyDown={(event) => {
          onKeyDown(event, combo);
        }}
        onBlur={combo.leave}
      />
      {isOpen && <OptionMenu id={menuId} label={label} anchor={anchor} combo={combo} />}
    </div>
  );
}

function onKeyDown(event: React.KeyboardEvent, combo: ComboBoxState): void {
  const { isOpen, active, items } = combo;
  const keys: Readonly<Record<string, (() => void) | undefined>> = {
    ArrowDown: isOpen
      ? () => {
          combo.move(Math.min(active + 1, items.length - 1));
        }
      : combo.open,
    ArrowUp: isOpen
      ? () => {
          combo.move(Math.max(active - 1, 0));
        }
      : combo.open,
    PageDown: isOpen
      ? () => {
          combo.move(Math.min(active + 8, items.length - 1));
        }
      : undefined,
    PageUp: isOpen
      ? () => {
          combo.move(Math.max(active - 8, 0));
        }
      : undefined,
    Enter: isOpen
      ? () => {
          combo.choose(items[active]);
        }
      : undefined,
    Escape: isOpen ? combo.revert : undefined,
  };
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  // Grafana leaves the panel on Escape, and some forms send themselves on Enter.
  event.stopPropagation();
  act();
}
