import type { BenchReport, Result } from './bench-report.ts';
import type { ExecutableFacts } from '../candidates.ts';
import { formatNumber, formatTable } from './format-table.ts';
import { type Spread, spread } from '../statistics.ts';

/** The report for people: executables, then a table for each protocol version. */
export function printReport(report: BenchReport): string {
  const versions = [...new Set(report.results.map(({ version }) => version))].sort();
  return [
    Object.entries(report.machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    executableTable(report),
    ...versions.map((version) => versionTable(report, version)),
    ...report.failures.map(
      (failure) => `FAILED ${failure.candidate}, version ${failure.version}, ${failure.case}: ${failure.reason}`,
    ),
  ].join('\n\n');
}

function executableTable({ candidates }: BenchReport): string {
  const rows = candidates.map(({ name, versions, executable }) => [
    name,
    versions.join(' and '),
    ...(executable === undefined ? ['-', '-', '-'] : executableCells(executable)),
  ]);
  return formatTable([['executable', 'versions', 'MB', 'MB gzipped', 'sha256'], ...rows]);
}

function executableCells({ bytes, gzipBytes, sha256 }: ExecutableFacts): string[] {
  return [(bytes / 1e6).toFixed(1), (gzipBytes / 1e6).toFixed(1), sha256.slice(0, 12)];
}

/** Median and range of every candidate, then of ours divided by each of the others, run by run. */
function versionTable(report: BenchReport, version: number): string {
  const results = report.results.filter((result) => result.version === version);
  const names = report.candidates.map(({ name }) => name).filter((name) => results.some((r) => r.candidate === name));
  const ours = report.candidates[0]?.name ?? '';
  const others = names.filter((name) => name !== ours && names.includes(ours));
  const rows = measuresOf(results).map((measure) => {
    const byName = new Map(results.filter((r) => r.measure === measure).map((r) => [r.candidate, r]));
    const [first] = byName.values();
    return [
      measure,
      first === undefined ? '' : `${first.unit} ${first.better === 'higher' ? '↑' : '↓'}`,
      ...names.map((name) => formatSpread(byName.get(name))),
      ...others.map((name) => formatSpread(ratio(byName.get(ours), byName.get(name)))),
    ];
  });
  const head = [`version ${version}, median (min-max)`, '', ...names, ...others.map((name) => `ours / ${name}`)];
  return formatTable([head, ...rows]);
}

function measuresOf(results: readonly Result[]): string[] {
  return [...new Set(results.map(({ measure }) => measure))];
}

function ratio(ours: Result | undefined, other: Result | undefined): Spread | undefined {
  if (ours === undefined || other === undefined) return undefined;
  const ratios = ours.runs.map((value, run) => {
    const divisor = other.runs[run];
    return value === null || divisor == null || divisor === 0 ? undefined : value / divisor;
  });
  return spread(ratios);
}

function formatSpread(values: Spread | undefined): string {
  if (values === undefined) return '-';
  const { min, median, max } = values;
  if (min === max) return formatNumber(median);
  return `${formatNumber(median)} (${formatNumber(min)}-${formatNumber(max)})`;
}
