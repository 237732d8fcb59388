const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** An interval as Grafana writes it: the largest unit that divides it, such as `30s` or `1500ms`. */
export function formatInterval(intervalMs: number): string {
  const unit = units.find(([, ms]) => intervalMs >= ms && intervalMs % ms === 0);
  return unit === undefined ? `${String(intervalMs)}ms` : `${String(intervalMs / unit[1])}${unit[0]}`;
}
