const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, useGrouping: false });
const compact = new Intl.NumberFormat('en', { maximumSignificantDigits: 4, notation: 'compact' });

/** A figure to be read at a glance: six digits, or for the very large and small four and a unit or exponent. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return String(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(3);
  return size >= 1e6 ? compact.format(value) : plain.format(value);
}

/** A figure on an axis: with more digits where the ticks would look the same otherwise. */
export function formatTick(value: number, { ticks }: { readonly ticks: readonly number[] }): string {
  const short = ticks.map(formatNumber);
  return new Set(short).size === short.length ? formatNumber(value) : String(value);
}
