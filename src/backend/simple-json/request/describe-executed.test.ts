import { describe, expect, it } from '@jest/globals';
import type { QueryBody } from './query-body.ts';
import { describeExecuted } from './describe-executed.ts';

describe('describeExecuted', () => {
  it('shows a single query the body as it was sent', () => {
    const body = { from: 1, targets: [{ target: 'a' }], to: 2 };
    expect(executed(body)).toEqual(['{"from":1,"targets":[{"target":"a"}],"to":2}']);
  });

  it('shows each of several queries its own target only, and says with how many others it went', () => {
    expect(executed({ from: 1, targets: [{ target: 'a' }, { target: 'b' }] })).toEqual([
      '{"from":1,"targets":[{"target":"a"}]}\n(sent in one request with the targets of 1 other query)',
      '{"from":1,"targets":[{"target":"b"}]}\n(sent in one request with the targets of 1 other query)',
    ]);
  });

  it('says how it was asked', () => {
    const body = { targets: [1] };
    expect(describeExecuted({ sent, body, text: JSON.stringify(body) })(0)).toBe(
      'PUT /api/query\nHeaders: accept, x-api-key\n{"targets":[1]}',
    );
  });

  it('takes ten times the text for ten times the queries', () => {
    const bytes = (count: number): number =>
      executed({ targets: Array.from({ length: count }, () => ({ target: 'metric' })) }).join('').length;
    expect(bytes(10_000)).toBeLessThan(11 * bytes(1000));
  });

  it('cuts a long one and says how much is missing', () => {
    const [text = ''] = executed({ targets: [{ payload: 'x'.repeat(100_000) }] });
    expect(text.length).toBeLessThan(17_000);
    expect(text).toMatch(/x… \(83644 more characters\)$/);
  });
});

const sent = { method: 'PUT', path: '/api/query', headerNames: ['accept', 'x-api-key'] };

/** Without the head, which is the same for all. */
function executed(body: QueryBody): readonly string[] {
  const describePlace = describeExecuted({ sent, body, text: JSON.stringify(body) });
  return body.targets.map((_, place) =>
    describePlace(place).replace('PUT /api/query\nHeaders: accept, x-api-key\n', ''),
  );
}
