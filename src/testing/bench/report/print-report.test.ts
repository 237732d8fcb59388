import { describe, expect, it } from '@jest/globals';
import type { BenchReport, Result } from './bench-report.ts';
import { compareReports } from './compare-reports.ts';
import { printReport } from './print-report.ts';
import { spread } from '../statistics.ts';

function result(candidate: string, version: number, runs: readonly number[]): Result {
  const values = spread(runs);
  if (values === undefined) throw new Error('expected at least one run');
  return { candidate, version, measure: 'latency', unit: 'ms', better: 'lower', ...values, runs };
}

const executable = { bytes: 117_000_000, gzipBytes: 43_400_000, sha256: 'cafe'.repeat(16) };

function report(results: readonly Result[]): BenchReport {
  return {
    date: '2026-01-02T03:04:05.000Z',
    machine: { cores: 2 },
    options: {},
    candidates: [
      { name: 'ours', path: '/ours', versions: [1, 2], executable },
      { name: 'theirs', path: '/theirs', versions: [1] },
    ],
    results,
    failures: [],
  };
}

describe('printReport', () => {
  it('sets the candidates of a version side by side, with the ratio of each run', () => {
    const printed = printReport(report([result('ours', 1, [10, 30, 20]), result('theirs', 1, [20, 10, 40])]));
    expect(printed).toContain('cores: 2');
    expect(printed).toMatch(/^ours +1 and 2 +117\.0 +43\.4 +cafecafecafe$/m);
    expect(printed).toMatch(/^theirs +1 +- +- +-$/m);
    expect(printed).toMatch(/^version 1, median \(min-max\) +ours +theirs +ours \/ theirs$/m);
    expect(printed).toMatch(/^latency +ms ↓ +20\.0 \(10\.0-30\.0\) +20\.0 \(10\.0-40\.0\) +0\.500 \(0\.500-3\.00\)$/m);
  });

  it('makes no ratio of a figure that is zero', () => {
    const printed = printReport(report([result('ours', 1, [1, 2]), result('theirs', 1, [0, 4])]));
    expect(printed).toMatch(/ 0\.500$/m);
  });

  it('leaves out of a version who does not speak it', () => {
    const printed = printReport(report([result('ours', 1, [1]), result('theirs', 1, [1]), result('ours', 2, [4])]));
    expect(printed).toMatch(/^version 2, median \(min-max\) +ours$/m);
    expect(printed).toMatch(/^latency +ms ↓ +4\.00$/m);
  });

  it('says what failed', () => {
    const failure = { candidate: 'theirs', version: 1, case: 'mixed', reason: 'load: gone' };
    expect(printReport({ ...report([]), failures: [failure] })).toContain(
      'FAILED theirs, version 1, mixed: load: gone',
    );
  });
});

describe('compareReports', () => {
  it('divides medians by the earlier ones, and shows what is not in both as missing', () => {
    const now = report([result('ours', 1, [3]), result('ours', 2, [5]), result('theirs', 1, [8])]);
    const then = report([result('ours', 1, [6]), result('theirs', 1, [8])]);
    const lines = compareReports(now, then).split('\n');
    expect(lines[0]).toMatch(/^now \/ 2026-01-02T03:04:05\.000Z +ours +theirs$/);
    expect(lines[1]).toMatch(/^version 1, latency +0\.500 +1\.00$/);
    expect(lines[2]).toMatch(/^version 2, latency +- +-$/);
  });

  it('leaves out a candidate that was not there before', () => {
    const now = report([result('ours', 1, [3]), result('theirs', 1, [8])]);
    expect(compareReports(now, report([result('ours', 1, [6])]))).not.toContain('theirs');
  });
});
