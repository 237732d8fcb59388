import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeQueryAnswer } from '../decode-query-answer.ts';
import { scanPoints } from './scan-points.ts';

/** The values and times read for each array; undefined when the text is not plain enough. */
function scan(text: string): unknown {
  return scanPoints(Buffer.from(text))?.points.map(({ times, values }) => ({
    times: [...times],
    values: [...values],
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
    expect(scan(text)).toEqual([{ times: [2, 3], values: [1, NaN] }]);
    expect(Buffer.from(scanPoints(Buffer.from(text))?.skeleton ?? []).toString()).toBe(
      '[{"target":"a \\" [","datapoints" :\n0 },{"datapoints":[],"x":"datapoints"}]',
    );
  });

  it.each([
    '[[1,2,3]]', '[[1]]', '[[1,null]]', '[["1",2]]', '[[1,"2"]]', '[[true,2]]', '[1,2]', '5', 'null', '{}', '[[1,2]', '[[1,2],]', '[[01,2]]',
    '[[1.,2]]', '[[.5,2]]', '[[+1,2]]', '[[1e,2]]', '[[-,2]]', '[[9007199254740993,2]]', '[[1,9007199254740993]]', '[[NaN,2]]', '[[nul,2]]', '[[1\u0001,2]]',
    '[[1,2],[1,9007199254740993]]', '[[1,2],[9007199254740993,2]]', '[[1,2],[,2]]', '[[1,2],[1,02]]', '[[1,2],[1,]]', '[[1,2],[1,2 3]]',
  ])('leaves %s to the long way', (array) => {
    expect(scan(`[{"datapoints":${array}}]`)).toBeUndefined();
  }); // prettier-ignore

  it('has nothing to read where no key says so', () => {
    expect(scan('[{"target":"datapoints"}]')).toBeUndefined();
    expect(scan('{"a":"\\"datapoints\\":[[1,2]]"}')).toBeUndefined();
    expect(scan('{"a\\"datapoints":[[1,2]]}')).toBeUndefined();
  });
});

/** The whole answer, or the error. */
function outcome(text: string): unknown {
  try {
    return decodeQueryAnswer(Buffer.from(text));
  } catch (error) {
    // Where and in what words JSON.parse gives up depends on the text before it.
    return String(error).replace(/(?<=not whole JSON: ).*/s, '');
  }
}

/** Long enough for the fast way; the same with an escape in the key means the same to JSON, and hides it from the scanner. */
function expectOneOutcome(answer: string): void {
  const text = ' '.repeat(10_000) + answer;
  expect(outcome(text)).toEqual(outcome(text.replaceAll('"datapoints"', String.raw`"datap\u006fints"`)));
}

/** Answers in which the key stands where it means something else, too. */
const element = fc.oneof(
  fc.record({
    target: fc.string(),
    datapoints: fc.array(fc.tuple(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), fc.integer())),
  }),
  fc.dictionary(fc.constantFrom('target', 'datapoints', 'points', 'meta', 'tags', 'type', 'rows', 'columns', 'status', 'error', 'success'), fc.jsonValue()),
  fc.record({ target: fc.string(), datapoints: fc.constantFrom([], [[1, 1_600_000_000_000]]), status: fc.constantFrom('ok', 'error') }),
); // prettier-ignore

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.nat(9), { minLength: 1, maxLength }).map((each) => each.join(''));
const sign = fc.constantFrom('', '', '-');
const exponent = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-'), digits(3)).map((parts) => parts.join('')),
);

/** Every notation of a number, and some that are none. */
const numberText = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(sign, digits(12)).map((parts) => parts.join('')) },
  { weight: 6, arbitrary: fc.tuple(sign, fc.nat(1e6), fc.constant('.'), digits(18), exponent).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 3, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }).map(String) },
  { weight: 2, arbitrary: fc.bigInt(0n, 10n ** 20n).map(String) },
  { weight: 1, arbitrary: fc.tuple(sign, digits(25), exponent).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('0', '-0', '00', '01', '-', '.5', '5.', '1e', '1.5.5', '+1', '0x10', '--1', '') },
); // prettier-ignore

const valueText = fc.oneof(
  { weight: 12, arbitrary: numberText },
  { weight: 2, arbitrary: fc.constant('null') },
  { weight: 1, arbitrary: fc.constantFrom('nul', 'nulll', 'NaN', 'Infinity', 'true', '"1"', '"a"', '[]', '[[1,2]]', '{}') },
); // prettier-ignore

const timeText = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1_500_000_000_000, max: 1_700_000_000_000 }).map(String) },
  { weight: 1, arbitrary: numberText },
  { weight: 1, arbitrary: fc.constantFrom('0', '-1', 'null', '1600000000000.0', '1.6e12', '"2020-09-13T12:26:40Z"', '99999999999999999') },
); // prettier-ignore

const gap = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '  ', '\n', '\t ', '\u00a0', '\u0000'),
);

/** An array of points of which only a few are odd, so that the scanner gets far. */
function pointsText(times: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const plain = fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), times).map(([value, time]) => `[${value},${time}]`);
  const rounded = fc.tuple(fc.integer({ max: 99_999 }), times).map(([value, time]) => `[${value / 1000},${time}]`);
  const odd = fc.tuple(gap, valueText, gap, timeText, gap).map(([a, value, b, time, c]) => `[${a}${value}${b},${b}${time}${c}]`);
  const broken = fc.constantFrom('[1]', '[1,2,3]', '[]', 'null', '1', '[1,2', '1,2]', '[,1]', '[1,]', '[1 2]', '{}', '');
  const point = fc.oneof(
    { weight: 10, arbitrary: plain },
    { weight: 10, arbitrary: rounded },
    { weight: 3, arbitrary: odd },
    { weight: 1, arbitrary: fc.oneof({ weight: 30, arbitrary: rounded }, broken) },
  );
  const points = fc.array(point, { maxLength: 30, size: 'max' });
  return fc.tuple(points, fc.constantFrom(',', ', ', ' ,', ',\n')).map(([all, separator]) => `[${all.join(separator)}]`);
} // prettier-ignore

const time = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map(String);
const anyPoints = fc.oneof(
  pointsText(timeText),
  pointsText(time(1_500_000_000_000, 1_700_000_000_000)),
  pointsText(time(1_500_000_000, 1_700_000_000)),
  pointsText(time(1_500_000_000_000_000, 1_700_000_000_000_000)),
  pointsText(fc.bigInt(1_500_000_000_000_000_000n, 1_700_000_000_000_000_000n).map(String)),
  pointsText(time(-100, 100)),
  pointsText(fc.oneof(time(90_000_000_000, 110_000_000_000), time(0, 3))),
  pointsText(fc.constant('9223372036855')),
);

const seriesText = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant('"target":"a",') }, fc.constantFrom('"target":"\\"datapoints\\"",', '"datapoints":[[1,2]],', '"meta":{"datapoints":[[1,2]]},', '"datapoints" ')),
    gap,
    anyPoints,
    fc.oneof({ weight: 9, arbitrary: fc.constant('') }, fc.constantFrom(',"datapoints":[[3,4]]', ',"x":"datapoints"', ',"points":0', ',"datap\\u006fints":0')),
  )
  .map(([before, space, points, after]) => `{${before}"datapoints"${space}:${space}${points}${after}}`); // prettier-ignore

describe('the fast and the long way', () => {
  it('read every answer the same', () => {
    fc.assert(
      fc.property(fc.array(element), (answer) => {
        expectOneOutcome(JSON.stringify(answer));
      }),
      { numRuns: 500 },
    );
  });

  it('read every way to write points the same', () => {
    fc.assert(
      fc.property(fc.array(seriesText, { minLength: 1, maxLength: 3 }), (series) => {
        expectOneOutcome(`[${series.join(',')}]`);
      }),
      { numRuns: 1000 },
    );
  });

  it('find the error that a series without points reports', () => {
    const down = { target: 'a', datapoints: [], status: 'error', message: 'no such metric' };
    const series = { target: 'b', datapoints: [[1, 1600000000000]] };
    for (const answer of [
      [down, down],
      [series, down],
    ]) {
      expectOneOutcome(JSON.stringify(answer));
      expect(outcome(' '.repeat(10_000) + JSON.stringify(answer))).toContain('no such metric');
    }
  });

  it('read what is left of an answer that was cut off the same', () => {
    fc.assert(
      fc.property(seriesText, fc.nat(), (series, place) => {
        expectOneOutcome(`[${series}]`.slice(0, place % (series.length + 2)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['-1600000000000,7,8,9,1600000000000', '0,1600000000000', '1600000000,1600000000000,1600000001', '9223372036854,9223372036855', '-5,5'])(
    'find the same unit of the times %s',
    (times) => {
      expectOneOutcome(`[{"target":"a","datapoints":[${times.split(',').map((time) => `[1,${time}]`).join(',')}]}]`);
    },
  ); // prettier-ignore

  it('read more points than there is room for at first the same', () => {
    const points = Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? `[null,${i}e3]` : `[${i / 8}, ${i * 1000}]`));
    const series = [points.slice(0, 10), points, points.slice(0, 1500), []];
    expectOneOutcome(`[${series.map((each) => `{"target":"a","datapoints":[${each.join(',')}]}`).join(',')}]`);
  });
});

describe('numbers of many digits', () => {
  it.each([
    '0.30000000000000004', '99.87654321098765', '9007199254740993.5', '4503599627370497.5', '4503599627370496.5', '123456789012345678e0',
    '1.00000000000000011102230246251565', '2.2250738585072011e-308', '8.41658365516767775', '179769313486231570.5', '9007199254740992.0',
    '9007199254740993.0', '100000000000000000.1', '0.000000000000000123456789012345', '1234567890.12345678',
  ])('are rounded as JSON.parse rounds them: %s', (text) => {
    expect(scan(`{"datapoints":[[0,1],[${text},1]]}`)).toEqual([{ times: [1, 1], values: [0, JSON.parse(text)] }]);
  }); // prettier-ignore

  it('are rounded as JSON.parse rounds them wherever the dot is', () => {
    fc.assert(
      fc.property(fc.bigInt(10n ** 9n, 10n ** 18n), fc.integer({ min: 1, max: 22 }), (mantissa, decimals) => {
        const text = String(mantissa).padStart(decimals + 1, '0');
        const number = `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
        expect(scan(`{"datapoints":[[${number},1]]}`)).toEqual([{ times: [1], values: [JSON.parse(number)] }]);
      }),
      { numRuns: 2000 },
    );
  });

  it('are rounded as JSON.parse rounds them next to the middle of two doubles', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger().map((n) => 2 ** 52 + Math.floor(Math.abs(n) / 2)), fc.integer({ min: 1, max: 8 }), fc.integer({ min: -3, max: 3 }), (n, bits, off) => {
        // n + 1/2 in units of 2^-bits has `bits + 1` decimals.
        const scaled = (BigInt(n) * 2n + 1n) * 10n ** BigInt(bits + 1) / 2n ** BigInt(bits + 1) + BigInt(off);
        const text = String(scaled).padStart(bits + 2, '0');
        const number = `${text.slice(0, -bits - 1)}.${text.slice(-bits - 1)}`;
        expect(scan(`{"datapoints":[[${number},1]]}`)).toEqual([{ times: [1], values: [JSON.parse(number)] }]);
      }),
      { numRuns: 2000 },
    ); // prettier-ignore
  });
});
