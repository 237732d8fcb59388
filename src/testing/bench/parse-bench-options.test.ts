import { describe, expect, it } from '@jest/globals';
import { benchCases } from './bench-cases.ts';
import { hastyEffort, patientEffort } from './effort.ts';
import { parseBenchOptions } from './parse-bench-options.ts';

describe('parseBenchOptions', () => {
  it('runs everything five times unless told otherwise', () => {
    expect(parseBenchOptions([])).toEqual({
      help: false,
      plugins: [],
      cases: benchCases,
      runs: 5,
      effort: patientEffort,
      compare: undefined,
      soak: undefined,
    });
  });

  it('takes plugins and cases repeatedly', () => {
    const options = parseBenchOptions(['--plugin', '/a/x', '--plugin', 'b=/c', '--case', 'mixed', '--case', 'idle']);
    expect(options.plugins.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(options.cases.map(({ name }) => name)).toEqual(['idle', 'mixed']);
  });

  it('hurries once with --quick, or as often as --runs says', () => {
    expect(parseBenchOptions(['--quick'])).toMatchObject({ runs: 1, effort: hastyEffort });
    expect(parseBenchOptions(['--quick', '--runs', '3'])).toMatchObject({ runs: 3, effort: hastyEffort });
  });

  it('waits a minute with --long', () => {
    expect(parseBenchOptions(['--long']).effort).toEqual({ ...patientEffort, idleMs: 60_000 });
  });

  it.each([
    [['--runs', '0'], '--runs expects a whole number of 1 or more, but got "0"'],
    [['--runs', '2.5'], 'but got "2.5"'],
    [['--soak', 'long'], '--soak expects a whole number of 1 or more, but got "long"'],
    [['--case', 'sleep'], 'but got "sleep"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(message);
  });
});
