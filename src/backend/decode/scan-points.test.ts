import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeQueryAnswer } from './decode-query-answer.ts';
import { scanPoints } from './scan-points.ts';

/** The values and times read for each array; undefined when the text is not plain enough. */
function scan(text: string): unknown {
  return scanPoints(Buffer.from(text))?.points.map(({ times, values, count }) => ({
    times: [...times.subarray(0, count)],
    values: [...values.subarray(0, count)],
  }));
}

describe('scanPoints', () => {
  it.each([
    '0', '-0', '1', '-1', '0.5', '-0.25', '123456789012345', '9007199254740991', '0.1', '1e5', '1E+5', '2.5e-3', '1e22', '1e23', '1e-23',
    '0.30000000000000004', '123456.78901234567', '1.7976931348623157e308', '5e-324', '1e400', '100000000000000000000.5', '0.000001',
  ])('reads %s as JSON.parse does', (text) => {
    expect(scan(`{"datapoints":[[${text},1]]}`)).toEqual([{ times: [1], values: [JSON.parse(text)] }]);
  }); // prettier-ignore

  it('reads spaces, nulls and several arrays, and leaves the rest as it is', () => {
    const text = '[{"target":"a \\" [","datapoints" :\n[ [ 1 , 2 ] ,[null,3]\t] },{"datapoints":[],"x":"datapoints"}]';
    expect(scan(text)).toEqual([
      { times: [2, 3], values: [1, NaN] },
      { times: [], values: [] },
    ]);
    expect(Buffer.from(scanPoints(Buffer.from(text))?.skeleton ?? []).toString()).toBe(
      '[{"target":"a \\" [","datapoints" :\n0 },{"datapoints":1,"x":"datapoints"}]',
    );
  });

  it.each([
    '[[1,2,3]]', '[[1]]', '[[1,null]]', '[["1",2]]', '[[1,"2"]]', '[[true,2]]', '[1,2]', '5', 'null', '{}', '[[1,2]', '[[1,2],]', '[[01,2]]',
    '[[1.,2]]', '[[.5,2]]', '[[+1,2]]', '[[1e,2]]', '[[-,2]]', '[[9007199254740993,2]]', '[[1,9007199254740993]]', '[[NaN,2]]', '[[nul,2]]', '[[1\u0001,2]]',
  ])('leaves %s to the long way', (array) => {
    expect(scan(`[{"datapoints":${array}}]`)).toBeUndefined();
  }); // prettier-ignore

  it('has nothing to read where no key says so', () => {
    expect(scan('[{"target":"datapoints"}]')).toBeUndefined();
    expect(scan('{"a":"\\"datapoints\\":[[1,2]]"}')).toBeUndefined();
  });
});

/** Answers in which the key stands where it means something else, too. */
const element = fc.oneof(
  fc.record({
    target: fc.string(),
    datapoints: fc.array(fc.tuple(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), fc.integer())),
  }),
  fc.dictionary(fc.constantFrom('target', 'datapoints', 'points', 'meta', 'tags', 'type', 'rows', 'columns'), fc.jsonValue()),
); // prettier-ignore

/** The whole answer, or the error. Renaming the key to its synonym takes the long way to the same end. */
function outcome(text: string): unknown {
  try {
    return decodeQueryAnswer(Buffer.from(text));
  } catch (error) {
    return String(error);
  }
}

describe('the fast and the long way', () => {
  it('read every answer the same', () => {
    fc.assert(
      fc.property(fc.array(element), (answer) => {
        // Short answers take the long way anyhow.
        const text = ' '.repeat(10_000) + JSON.stringify(answer);
        // An escape in the key means the same to JSON, and hides it from the scanner.
        const hidden = text.replaceAll('"datapoints"', String.raw`"datap\u006fints"`);
        expect(outcome(text)).toEqual(outcome(hidden));
      }),
      { numRuns: 500 },
    );
  });
});
