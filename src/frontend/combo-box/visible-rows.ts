export const rowHeight = 32;

/** As many as fit into the menu at once. */
export const rowsInSight = 8;

const spare = 4;

/** The rows of a long list that have to exist: those in sight, and a few around them. */
export function visibleRows(scrollTop: number, length: number): { readonly from: number; readonly to: number } {
  const first = Math.floor(scrollTop / rowHeight);
  return { from: Math.max(0, first - spare), to: Math.min(length, first + rowsInSight + spare) };
}

/** How far to scroll so that a row is in sight. */
export function scrollTo(row: number, scrollTop: number): number {
  const top = row * rowHeight;
  const height = rowsInSight * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
