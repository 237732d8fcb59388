import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFullTimeText, isLocalTimeText, parseTimeText } from './parse-time-text.ts';

const sixOClock = Date.UTC(2024, 4, 1, 6);

describe('parseTimeText', () => {
  it.each([
    ['2024-05-01T06:00:00Z', sixOClock],
    ['2024-05-01t06:00:00z', sixOClock],
    [' 2024-05-01 06:00:00 ', sixOClock],
    ['2024-05-01T06:00', sixOClock],
    ['2024-05-01T06:00:00 +00:00', sixOClock],
    ['2024-05-01T08:00:00+02:00', sixOClock],
    ['2024-05-01T08:00:00+0200', sixOClock],
    ['2024-05-01T08:00:00+02', sixOClock],
    ['2024-05-01T00:30:00-05:30', sixOClock],
    ['2024-05-01T06:00:00.123Z', sixOClock + 123],
    ['2024-05-01T06:00:00,5Z', sixOClock + 500],
    ['2024-05-01T06:00:00.123456Z', sixOClock + 123.456],
    ['2024-05-01T06:00:00.123456789Z', sixOClock + 123.456789],
    ['2024-05-01', Date.UTC(2024, 4, 1)],
    ['2024-05', Date.UTC(2024, 4, 1)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2024-05-01T24:00:00Z', Date.UTC(2024, 4, 2)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01T00:00:00Z', -62135596800000],
    ['Wed, 01 May 2024 06:00:00 GMT', sixOClock],
    ['Wed, 01 May 2024 08:00:00 +0200', sixOClock],
  ])('%s', (text, expected) => {
    expect(parseTimeText(text)).toBe(expected);
  });

  it.each([
    ...[
      '',
      'abc',
      '2024',
      '20240501',
      '1714543200',
      '2024-5-1',
      '01/05/2024',
      'May 1, 2024',
      'now',
      'Wed, 32 May 2024',
    ],
    ...['2024-13-01', '2024-02-30', '2023-02-29', '2024-04-31', '2024-00-10', '2024-05-00', '2024-05-01T25:00:00Z'],
    ...['2024-05-01T06:60:00Z', '2024-05-01T06:00:61Z', '2024-05-01T06:00:00+24:00', '2024-05-01T06:00:00+02:60'],
    ...['2024-05-01T06:00:00Zulu', 'x2024-05-01'],
  ])('%s is no time', (text) => {
    expect(parseTimeText(text)).toBeUndefined();
  });

  it('reads what toISOString writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseTimeText(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});

describe('isFullTimeText', () => {
  it.each([
    ['2024-05-01T06:00:00Z', true],
    ['2024-05-01 06:00:00+02:00', true],
    ['2024-05-01T06:00:00', false],
    ['2024-05-01', false],
    ['2024-13-01T06:00:00Z', false],
    ['a text that ends in Z', false],
  ])('%s: %s', (text, expected) => {
    expect(isFullTimeText(text)).toBe(expected);
  });
});

describe('isLocalTimeText', () => {
  it.each([
    ['2024-05-01T06:00:00', true],
    ['2024-05-01 06:00', true],
    ['2024-05-01 06:00:00.123456', true],
    ['2024-05-01T06:00:00Z', false],
    ['2024-05-01', false],
    ['2024-02-30T06:00:00', false],
    ['2024-05-01 06:00:00 up', false],
  ])('%s: %s', (text, expected) => {
    expect(isLocalTimeText(text)).toBe(expected);
  });
});
