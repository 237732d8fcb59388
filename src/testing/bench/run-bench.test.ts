import { describe, expect, it } from '@jest/globals';
import type { BenchCase, Subject } from './bench-cases.ts';
import type { BenchHost } from './bench-host.ts';
import { hastyEffort } from './effort.ts';
import { type BenchPlan, runBench } from './run-bench.ts';

/** A host of plugins that only start: those named after the one version they speak, and "both". */
function startingHost(): BenchHost {
  const unexpected = (): never => {
    throw new Error('only launch and kill are expected');
  };
  return {
    launch: ({ path, version }) =>
      path === 'both' || path === `only${version}`
        ? Promise.resolve({ session: path, pid: 1, startMs: 1 })
        : Promise.reject(new Error(`incompatible\nwith ${version}`)),
    kill: () => Promise.resolve(),
    load: unexpected,
    memory: unexpected,
    stop: unexpected,
  };
}

function planOf(cases: readonly BenchCase[], said: string[] = []): BenchPlan {
  return {
    host: startingHost(),
    candidates: ['both', 'only1', 'only2'].map((name) => ({ name, path: name, args: [] })),
    cases,
    runs: 2,
    effort: hastyEffort,
    say: (line) => said.push(line),
  };
}

function recordingCase(name: string, order: string[], failing = ''): BenchCase {
  return {
    name,
    run: ({ candidate, version }: Subject) => {
      order.push(`${name} ${candidate.name} ${version}`);
      if (candidate.name === failing) return Promise.reject(new Error('gone'));
      return Promise.resolve([{ measure: name, unit: 'ms', better: 'lower', value: order.length }]);
    },
  };
}

describe('runBench', () => {
  it('takes turns, case by case and run by run, in the versions that each speaks', async () => {
    const order: string[] = [];
    const said: string[] = [];
    const outcome = await runBench(planOf([recordingCase('a', order), recordingCase('b', order)], said));
    const oneRun = ['a', 'b'].flatMap((name) =>
      ['both 1', 'only1 1', 'both 2', 'only2 2'].map((who) => `${name} ${who}`),
    );
    expect(order).toEqual([...oneRun, ...oneRun]);
    expect(outcome.versions).toEqual(
      new Map([
        ['both', [1, 2]],
        ['only1', [1]],
        ['only2', [2]],
      ]),
    );
    expect(outcome.figures[5]).toEqual({
      candidate: 'only1',
      version: 1,
      run: 0,
      measure: 'b',
      unit: 'ms',
      better: 'lower',
      value: 6,
    });
    expect(outcome.figures.filter(({ run }) => run === 1)).toHaveLength(8);
    expect(said).toContain('only1 is not measured in version 2: Error: incompatible');
    expect(said).toContain('run 2 of 2: b');
  });

  it('does not try again what failed once, and goes on with the rest', async () => {
    const order: string[] = [];
    const { figures, failures } = await runBench(planOf([recordingCase('a', order, 'only2')]));
    expect(failures).toEqual([{ candidate: 'only2', version: 2, case: 'a', reason: 'gone' }]);
    expect(order.filter((entry) => entry === 'a only2 2')).toHaveLength(1);
    expect(figures.map(({ candidate }) => candidate)).toEqual(['both', 'only1', 'both', 'both', 'only1', 'both']);
  });
});
