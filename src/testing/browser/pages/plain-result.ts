/** What a query emitted, as the harness draws it and looks at it: the same for every version. */
export interface PlainResult {
  readonly state: 'waiting' | 'loading' | 'done' | 'error';
  readonly tables: readonly PlainTable[];
  readonly error?: string;
}

export interface PlainTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** [time in ms, value], where there is something to draw. */
  readonly points: readonly (readonly [number, number])[];
  readonly notices: readonly string[];
}

const shownRows = 8;

/** Draws it into an element, replacing what is there. */
export function drawResult(container: Element, { state, tables, error }: PlainResult): void {
  container.setAttribute('data-state', state);
  container.replaceChildren(
    ...(error === undefined ? [] : [alertBox('error', error)]),
    ...tables.map(drawTable),
    ...(state === 'done' && tables.length === 0 && error === undefined ? [element('p', {}, 'No data')] : []),
  );
}

export function alertBox(status: string, text: string): Element {
  return element('div', { class: 'host-alert', role: 'status', 'data-status': status }, text);
}

function drawTable({ title, columns, rows, points, notices }: PlainTable): Element {
  const part = element('figure', { class: 'host-result', 'data-rows': String(rows.length) });
  part.append(element('figcaption', {}, `${title} (${rows.length} rows)`));
  part.append(...notices.map((text) => element('p', { class: 'host-notice' }, text)));
  if (points.length > 1) part.append(drawLine(points));
  const table = element('table', {});
  const head = element('tr', {});
  head.append(...columns.map((name) => element('th', { scope: 'col' }, name)));
  table.append(head, ...rows.slice(0, shownRows).map(drawRow));
  part.append(table);
  return part;
}

function drawRow(cells: readonly unknown[]): Element {
  const row = element('tr', {});
  row.append(...cells.map((cell) => element('td', {}, cellText(cell))));
  return row;
}

function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return cell === null ? '–' : JSON.stringify(cell);
}

function drawLine(points: PlainTable['points']): Element {
  const [times, values] = [points.map(([time]) => time), points.map(([, value]) => value)];
  const [left, right] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const place = (value: number, from: number, to: number): number => (to === from ? 0.5 : (value - from) / (to - from));
  const line = points.map(([time, value]) => {
    return `${(place(time, left, right) * 1000).toFixed(1)},${(135 - place(value, low, high) * 130).toFixed(1)}`;
  });
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  setAttributes(svg, { viewBox: '0 0 1000 140', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  setAttributes(path, { points: line.join(' '), fill: 'none', stroke: '#73bf69', 'stroke-width': '2' });
  svg.append(path);
  return svg;
}

function element(name: string, attributes: Readonly<Record<string, string>>, text?: string): Element {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  if (text !== undefined) made.textContent = text;
  return made;
}

function setAttributes(target: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}
