/**
 * Whether a rectangle of columns would be nearly empty and large: ragged rows and documents of ever new keys let a
 * small answer ask for more memory than there is.
 */
export function isTooSparse(columns: number, rows: number, given: number): boolean {
  const cells = columns * rows;
  return cells > 1_000_000 && cells > 16 * given;
}
