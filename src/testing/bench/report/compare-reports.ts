import type { BenchReport } from './bench-report.ts';
import { formatNumber, formatTable } from './format-table.ts';

/**
 * Medians of a report divided by those of an earlier one, for every candidate that is in both: what changed in ours, and
 * in the others how far the two days can be compared at all.
 */
export function compareReports(now: BenchReport, then: BenchReport): string {
  const key = (candidate: string, version: number, measure: string): string =>
    JSON.stringify([candidate, version, measure]);
  const earlier = new Map(then.results.map((r) => [key(r.candidate, r.version, r.measure), r.median]));
  const names = now.candidates
    .map(({ name }) => name)
    .filter((name) => then.results.some(({ candidate }) => candidate === name));
  const measures = Map.groupBy(now.results, ({ version, measure }) => JSON.stringify([version, measure]));
  const rows = [...measures.values()].map((results) => [
    `version ${results[0]?.version ?? ''}, ${results[0]?.measure ?? ''}`,
    ...names.map((name) => {
      const result = results.find(({ candidate }) => candidate === name);
      const before = result && earlier.get(key(name, result.version, result.measure));
      return result === undefined || before === undefined ? '-' : formatNumber(result.median / before);
    }),
  ]);
  return formatTable([[`now / ${then.date}`, ...names], ...rows]);
}
