import * as React from 'react';
import { createPortal } from 'react-dom';

import { useThemeVariables } from '../controls/style/theme-variables.ts';
import type { ComboItem } from './combo-items.ts';
import type { ComboBoxState } from './use-combo-box.ts';
import { useMenuPlace } from './use-menu-place.ts';
import { rowHeight, rowsInSight, scrollTo, visibleRows } from './visible-rows.ts';

export interface OptionMenuProps {
  readonly id: string;
  readonly label: string;
  readonly anchor: React.RefObject<HTMLElement>;
  readonly combo: ComboBoxState;
}

const noteHeight = 32;

/** The list under a combo box. However long it is, only the rows in sight exist. */
export function OptionMenu({ id, label, anchor, combo }: OptionMenuProps) {
  const height = Math.min(combo.items.length, rowsInSight) * rowHeight;
  const place = useMenuPlace(anchor, height + noteHeight);
  const theme = useThemeVariables();
  if (place === undefined) return null;
  return createPortal(
    <div
      className="sjp-menu"
      role="presentation"
      style={{ ...theme, ...place }}
      onMouseDown={(event) => {
        // The input must keep the focus, or the menu would close before the click.
        event.preventDefault();
      }}
    >
      <OptionList id={id} label={label} combo={combo} height={height} />
      <MenuNote combo={combo} />
    </div>,
    document.body,
  );
}

function OptionList({
  id,
  label,
  combo: { items, active, choose },
  height,
}: Omit<OptionMenuProps, 'anchor'> & { readonly height: number }) {
  const scroller = React.useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = React.useState(0);
  const { from, to } = visibleRows(scrollTop, items.length);

  React.useLayoutEffect(() => {
    if (scroller.current === null || active < 0) return;
    scroller.current.scrollTop = scrollTo(active, scroller.current.scrollTop);
    setScrollTop(scroller.current.scrollTop);
  }, [active, items.length]);

  return (
    <div
      ref={scroller}
      className="sjp-scroller"
      id={id}
      role="listbox"
      aria-label={label}
      style={{ height }}
      onScroll={({ currentTarget }) => {
        setScrollTop(currentTarget.scrollTop);
      }}
    >
      <div role="presentation" style={{ height: items.length * rowHeight }} />
      {items.slice(from, to).map((item, offset) => (
        <OptionRow
          key={from + offset}
          id={`${id}-${from + offset}`}
          item={item}
          row={from + offset}
          count={items.length}
          isActive={from + offset === active}
          onChoose={choose}
        />
      ))}
    </div>
  );
}

interface OptionRowProps {
  readonly id: string;
  readonly item: ComboItem;
  readonly row: number;
  readonly count: number;
  readonly isActive: boolean;
  readonly onChoose: (item: ComboItem) => void;
}

function OptionRow({ id, item, row, count, isActive, onChoose }: OptionRowProps) {
  return (
    // eslint-disable-next-line jsx-a11y-x/click-events-have-key-events, jsx-a11y-x/interactive-supports-focus -- the input keeps the focus and has the keys (aria-activedescendant)
    <div
      id={id}
      role="option"
      className={isActive ? 'sjp-option sjp-active' : 'sjp-option'}
      style={{ top: row * rowHeight }}
      title={item.label}
      aria-selected={isActive}
      aria-posinset={row + 1}
      aria-setsize={count}
      onClick={() => {
        onChoose(item);
      }}
    >
      {item.label}
    </div>
  );
}

function MenuNote({ combo: { found } }: Pick<OptionMenuProps, 'combo'>) {
  const { state, options, more, problem } = found;
  if (state === 'failed') {
    return (
      <div className="sjp-note sjp-error" role="alert">
        {problem}
      </div>
    );
  }
  const text = state === 'searching' ? 'Searching …' : countText(options.length, more);
  return (
    <div className="sjp-note" role="status">
      {text}
    </div>
  );
}

function countText(shown: number, more: number): string {
  if (shown === 0) return 'The server offers nothing that matches';
  return more === 0 ? `${shown} found` : `${shown} shown, ${more} more: type to narrow them down`;
}
