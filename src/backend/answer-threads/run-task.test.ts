import { describe, expect, it } from '@jest/globals';
import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import { minMovedBytes } from './columns-of.ts';
import { runTask } from './run-task.ts';

/** Long enough to be freed by hand. */
const count = minMovedBytes / 8;

describe('runTask', () => {
  it('keeps nothing of a body that it has read', () => {
    const body = Uint8Array.from(Buffer.from(JSON.stringify([{ target: 'a', datapoints: [[1, 10]] }])));
    const { answer } = runTask({ kind: 'decode', input: { answer: 'query', body } });
    expect(answer).toMatchObject({ kind: 'output', output: { results: [{ target: 'a' }] } });
    expect(body.buffer.detached).toBe(true);
  });

  it('keeps nothing of long columns that it has written', () => {
    const values = new Float64Array(count).fill(1);
    const frame: DataFrame = { name: 'a', fields: [{ type: 'float64', name: 'v', values }] };
    const responses = [{ refId: 'A', frames: [frame] }];
    const { answer, transferList } = runTask({
      kind: 'encode',
      input: { responses, options: { version: 2, printfErrors: false } },
    });
    expect(answer).toMatchObject({ kind: 'output', output: { logged: [] } });
    expect(transferList).toHaveLength(1);
    expect(values.buffer.detached).toBe(true);
  });

  it('says what is wrong with a body that cannot be read', () => {
    const body = Uint8Array.from(Buffer.from('[{'));
    expect(runTask({ kind: 'decode', input: { answer: 'query', body } }).answer).toMatchObject({ kind: 'unreadable' });
  });
});
