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
    ['.NET', '/Date(1714543200000)/'],
    ['.NET, with an offset that is only for show', '/Date(1714543200000+0200)/'],
    ['.NET, as escaped twice', String.raw`\/Date(1714543200000)\/`],
    ['Java, with the name of its zone', '2024-05-01T06:00:00Z[UTC]'],
    ['Java, with a region', '2024-05-01T08:00:00.000+02:00[Europe/Berlin]'],
    ["Java's Date", 'Wed May 01 08:00:00 CEST 2024'],
    ["Go's Time", '2024-05-01 08:00:00 +0200 CEST'],
    ["Go's Time, just taken", '2024-05-01 06:00:00 +0000 UTC m=+0.000012'],
    ['JavaScript', 'Wed May 01 2024 08:00:00 GMT+0200 (Central European Summer Time)'],
    ['slashes', '2024/05/01 06:00:00'],
    ['slashes, short', '2024/5/1 6:00'],
    ['dots, year first', '2024.05.01 06:00:00'],
    ['short parts', '2024-5-1 6:00:00'],
    ['the zone spelled out', '2024-05-01 06:00:00 UTC'],
    ['an hour alone', '2024-05-01T06Z'],
    ['twelve hours', '2024-05-01 6:00:00 AM'],
    ['basic ISO 8601', '20240501T060000Z'],
    ['basic ISO 8601 with a fraction', '20240501T060000.000Z'],
    ['basic ISO 8601 with an offset', '20240501T080000+0200'],
    ['basic ISO 8601 without an offset', '20240501T0600'],
    ['digits', '20240501060000'],
    ['RFC 2822 without the day of the week', '1 May 2024 08:00:00 +0200'],
    ['RFC 2822 in New York', 'Wed, 1 May 2024 02:00:00 EDT'],
    ['RFC 850', 'Wednesday, 01-May-24 06:00:00 GMT'],
    ['C', 'Wed May  1 06:00:00 2024'],
    ['a log of Apache', '01/May/2024:06:00:00 +0000'],
    ['a database', '01-May-2024 06:00:00'],
    ['American words', 'May 1, 2024 6:00 AM'],
  ])('reads what %s writes: %s', (_, text) => {
    expect(parseTimeText(text)).toBe(sixOClock);
  });

  it.each([
    ['/Date(-1000)/', -1000],
    ['20240501', Date.UTC(2024, 4, 1)],
    ['2024/05/01', Date.UTC(2024, 4, 1)],
    ['2024-5-1', Date.UTC(2024, 4, 1)],
    ['May 1, 2024', Date.UTC(2024, 4, 1)],
    ['2024-05-01 12:30 AM', Date.UTC(2024, 4, 1, 0, 30)],
    ['2024-05-01 12:30 pm', Date.UTC(2024, 4, 1, 12, 30)],
  ])('reads %s', (text, expected) => {
    expect(parseTimeText(text)).toBe(expected);
  });

  it.each(['/Date(abc)/', '20240230T000000Z', '20241301', '99999999', 'Wed, 31 Feb 2024 06:00:00 GMT', '2024-05/01'])(
    'does not guess at %s',
    (text) => {
      expect(parseTimeText(text)).toBeUndefined();
    },
  );

  it.each([
    '01/05/2024 06:00',
    '01.05.2024 06:00:00',
    '13/05/2024',
    '2024-05-01 13:00 PM',
    'Wed May 01 08:00:00 IST 2024',
  ])('leaves what may be read in two ways: %s', (text) => {
    expect(parseTimeText(text)).toBeUndefined();
  });

  it.each([
    ...['', 'abc', '2024', '1714543200', '01/05/2024', 'now', 'Wed, 32 May 2024'],
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

describe('texts as long as an answer', () => {
  it.each(['t', ' ', '2024-', '+1'])('of %p are told at once', (part) => {
    const text = part.repeat(1_000_000);
    expect([parseTimeText(text), isFullTimeText(text), isLocalTimeText(text)]).toEqual([undefined, false, false]);
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
