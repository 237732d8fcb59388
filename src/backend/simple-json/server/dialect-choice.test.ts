import { beforeEach, describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../upstream/contract/upstream-error.ts';
import { dialectTable, type Dialect } from './dialect-table.ts';
import { DialectChoice } from './dialect-choice.ts';

const { auto } = dialectTable;
const newest = dialectTable['json-datasource-0.7'];
const older = dialectTable['json-datasource-0.6'];

let nowMs: number;
/** What the server speaks. */
let spoken: readonly Dialect[];
let asked: Dialect[];
let detections: number;

beforeEach(() => {
  nowMs = 0;
  spoken = [];
  asked = [];
  detections = 0;
});

function choice(isAutomatic = true): DialectChoice {
  return new DialectChoice(auto, { isAutomatic, now: () => nowMs });
}

function ask(dialects: DialectChoice, found: readonly Dialect[] = [newest, older]): Promise<string> {
  return dialects.query(
    (dialect) => {
      asked.push(dialect);
      return spoken.includes(dialect) ? Promise.resolve('answer') : Promise.reject(failure(400));
    },
    () => {
      detections += 1;
      return inOrder(found);
    },
  );
}

async function* inOrder(found: readonly Dialect[]): AsyncGenerator<Dialect> {
  yield* found;
}

function failure(status: number): UpstreamError {
  return new UpstreamError(`the server answered ${status}`, { kind: 'status', method: 'POST', path: '/query', status });
}

describe('DialectChoice', () => {
  it('looks at nothing as long as the server takes what it is asked', async () => {
    spoken = [auto];
    const dialects = choice();
    await ask(dialects);
    await ask(dialects);
    expect([asked, detections]).toEqual([[auto, auto], 0]);
  });

  it('finds out once what a server speaks that refuses, and remembers it', async () => {
    spoken = [older];
    const dialects = choice();
    expect(await ask(dialects)).toBe('answer');
    expect(await ask(dialects)).toBe('answer');
    expect([asked, detections]).toEqual([[auto, newest, older, older], 1]);
  });

  it('finds out anew after an upgrade', async () => {
    spoken = [older];
    const dialects = choice();
    await ask(dialects);
    spoken = [newest];
    expect(await ask(dialects)).toBe('answer');
    expect([dialects.current, detections]).toEqual([newest, 2]);
  });

  it('says what it was told first, and leaves the server alone for a while, when that takes nothing', async () => {
    const dialects = choice();
    await expect(ask(dialects)).rejects.toThrow('answered 400');
    await expect(ask(dialects)).rejects.toThrow('answered 400');
    expect([asked, detections, dialects.current]).toEqual([[auto, newest, older, auto], 1, auto]);
    nowMs += 5 * 60_000;
    await expect(ask(dialects)).rejects.toThrow('answered 400');
    expect(detections).toBe(2);
  });

  it('searches once for all questions that are refused at a time', async () => {
    spoken = [older];
    const dialects = choice();
    expect(await Promise.all([ask(dialects), ask(dialects), ask(dialects)])).toEqual(['answer', 'answer', 'answer']);
    expect([asked.filter((dialect) => dialect === newest).length, detections]).toEqual([1, 1]);
  });

  it.each([400, 422, 500])('tells who searches that the refusal was a %d', async (status) => {
    const told: number[] = [];
    const others = (refusal: number) => {
      told.push(refusal);
      return inOrder([]);
    };
    await expect(choice().query(() => Promise.reject(failure(status)), others)).rejects.toThrow(`answered ${status}`);
    expect(told).toEqual([status]);
  });

  it.each([401, 404, 503])('takes %d for no matter of dialect', async (status) => {
    const others = () => {
      throw new Error('expected not to be searched');
    };
    await expect(choice().query(() => Promise.reject(failure(status)), others)).rejects.toThrow(`answered ${status}`);
  });

  it('takes a refusal after a long time for another fault', async () => {
    const dialects = choice();
    const others = () => {
      throw new Error('expected not to be searched');
    };
    const slow = () => {
      nowMs += 2001;
      return Promise.reject(failure(500));
    };
    await expect(dialects.query(slow, others)).rejects.toThrow('answered 500');
  });

  it('takes a 500 of a server that took the dialect within an hour for a breakdown, and others for a refusal', async () => {
    const dialects = choice();
    await dialects.query(() => Promise.resolve('answer'), inOrder.bind(undefined, []));
    const searched: number[] = [];
    const fail = (status: number): Promise<unknown> =>
      dialects.query(
        () => Promise.reject(failure(status)),
        () => {
          searched.push(status);
          return inOrder([]);
        },
      );
    await expect(fail(500)).rejects.toThrow('answered 500');
    expect(searched).toEqual([]);
    nowMs += 60 * 60_000;
    await expect(fail(500)).rejects.toThrow('answered 500');
    nowMs += 5 * 60_000;
    await expect(fail(400)).rejects.toThrow('answered 400');
    expect(searched).toEqual([500, 400]);
  });

  it('asks again at times in the dialect that was refused with a 500', async () => {
    const dialects = choice();
    let refused: readonly Dialect[] = [auto];
    const answers: Dialect[] = [];
    const query = (): Promise<string> =>
      dialects.query(
        (dialect) => {
          answers.push(dialect);
          return refused.includes(dialect) ? Promise.reject(failure(500)) : Promise.resolve('answer');
        },
        () => inOrder([older]),
      );
    await query();
    await query();
    expect(answers).toEqual([auto, older, auto, older]);
    nowMs += 5 * 60_000;
    await query();
    expect(answers.slice(4)).toEqual([auto, older]);
    refused = [];
    nowMs += 10 * 60_000;
    await query();
    await query();
    expect([answers.slice(6), dialects.current]).toEqual([[auto, auto], auto]);
  });

  it('speaks what the settings say, whatever the server does', async () => {
    spoken = [newest];
    await expect(ask(choice(false))).rejects.toThrow('answered 400');
    expect([asked, detections]).toEqual([[auto], 0]);
  });
});
