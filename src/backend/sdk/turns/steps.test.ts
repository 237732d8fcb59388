import { describe, expect, it, jest } from '@jest/globals';
import { countRounds, workFor } from '../../../testing/support/event-loop.ts';
import { countInSteps, forEachInSteps, mapInSteps, runAtOnce, runInOneTurn, runInTurns, type Steps } from './steps.ts';

/** So long that it needs several turns on any machine. */
function* longWork(): Steps<number> {
  let steps = 0;
  while (steps < 40) {
    workFor(1);
    steps++;
    yield;
  }
  return steps;
}

describe('runInTurns', () => {
  it('lets others go on meanwhile, and does the same as at once', async () => {
    const counter = countRounds();
    const items = Array.from({ length: 5000 }, (_, i) => i);
    expect(await runInTurns(longWork())).toBe(40);
    counter.stop();
    expect(counter.rounds).toBeGreaterThan(1);
    const double = (): Steps<number[]> => mapInSteps(items, (item, index) => item + index);
    expect(await runInTurns(double())).toEqual(runAtOnce(double()));
  });

  it('gives one turn in a round of the event loop, whoever waits for one', async () => {
    const counter = countRounds();
    const rounds: number[] = [];
    function* work(): Steps<undefined> {
      for (let turn = 0; turn < 3; turn++) {
        if (turn > 0) rounds.push(counter.rounds);
        workFor(10);
        yield;
      }
      return undefined;
    }
    await Promise.all(Array.from({ length: 10 }, async () => runInTurns(work())));
    counter.stop();
    expect(rounds).toHaveLength(20);
    expect(new Set(rounds).size).toBe(20);
  });

  it('shares a round of the event loop between those who begin in it', async () => {
    const counter = countRounds();
    const rounds: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        runInOneTurn(() => {
          rounds.push(counter.rounds);
          workFor(3);
        }),
      ),
    );
    counter.stop();
    expect(rounds).toHaveLength(20);
    // Three in each; a round that had begun before may count as one with the next.
    expect(new Set(rounds).size).toBeGreaterThanOrEqual(4);
  });

  it('ends with the reason of a signal that is aborted in a pause', async () => {
    const controller = new AbortController();
    const running = runInTurns(longWork(), controller.signal);
    controller.abort(new Error('nobody waits'));
    await expect(running).rejects.toThrow('nobody waits');
  });

  it('hands on what the work throws', async () => {
    function* failing(): Steps<number> {
      yield;
      throw new Error('broken');
    }
    function* failingLate(): Steps<number> {
      yield* longWork();
      throw new Error('broken late');
    }
    // Otherwise, a machine that is busy may end the first turn between the step and what it throws.
    jest.spyOn(performance, 'now').mockReturnValue(0);
    expect(() => runInTurns(failing())).toThrow('broken');
    jest.restoreAllMocks();
    await expect(runInTurns(failingLate())).rejects.toThrow('broken late');
    expect(() => runAtOnce(failing())).toThrow('broken');
  });
});

describe('forEachInSteps and countInSteps', () => {
  it.each([0, 1, 16, 17, 1024, 3000])('see each of %s items once, in order', (length) => {
    const expected = Array.from({ length }, (_, i) => i);
    const [seen, counted]: number[][] = [[], []];
    runAtOnce(forEachInSteps(new Set(expected), (item, index) => seen?.push(item === index ? item : NaN)));
    runAtOnce(countInSteps(length, (index) => counted?.push(index)));
    expect([seen, counted]).toEqual([expected, expected]);
  });
});
