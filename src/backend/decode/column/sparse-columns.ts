/**
 * Whether a table would be large and nearly empty: with rows of very different lengths, or documents that have no keys in common, a small
 * answer would take more memory than there is.
 */
export function isTooSparse(columns: number, rows: number, given: number): boolean {
  const cells = columns * rows;
  return cells > 1_000_000 && cells > 16 * given;
}
