/** A date and a time of day as they were written. An absent part has its smallest value; an absent offset means UTC. */
export interface CalendarParts {
  readonly [part: string]: string | undefined;
  readonly year?: string;
  /** A number, or an English name. */
  readonly month?: string;
  readonly day?: string;
  readonly hour?: string;
  readonly minute?: string;
  readonly second?: string;
  /** Of the second, any number of digits. */
  readonly fraction?: string;
  /** AM or PM. */
  readonly meridiem?: string;
  /** `Z`, `+02`, `+0200`, `+02:00`, or the name of a zone that means one offset only. */
  readonly offset?: string;
}

/** In ms since the epoch, fractions kept; undefined when there is no such day, time or offset. */
export function epochMsOf(parts: CalendarParts): number | undefined {
  const startOfDay = startOfDayMs(parts);
  const timeOfDay = clockText(parts);
  const offsetMs = parseOffsetMs(parts.offset);
  if (startOfDay === undefined || timeOfDay === undefined || offsetMs === undefined) return undefined;
  const wholeSeconds = Date.parse(`1970-01-01T${timeOfDay}Z`);
  return Number.isNaN(wholeSeconds) ? undefined : startOfDay + wholeSeconds - offsetMs + fractionMs(parts.fraction);
}

// Date.parse turns 30 February into 1 March.
function startOfDayMs({ year = '', month = '01', day = '01' }: CalendarParts): number | undefined {
  const time = Date.parse(`${year}-${monthNumber(month) ?? ''}-${twoDigits(day)}T00:00:00Z`);
  return new Date(time).getUTCDate() === Number(day) ? time : undefined;
}

function clockText({ hour = '00', minute = '00', second = '00', meridiem }: CalendarParts): string | undefined {
  const hours = hourOfDay(hour, meridiem);
  return hours === undefined ? undefined : `${hours}:${minute}:${second}`;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function monthNumber(month: string): string | undefined {
  if (/^\d/.test(month)) return twoDigits(month);
  const index = months.indexOf(month.slice(0, 3).toLowerCase());
  return index < 0 ? undefined : twoDigits(String(index + 1));
}

function hourOfDay(hour: string, meridiem: string | undefined): string | undefined {
  if (meridiem === undefined) return twoDigits(hour);
  const onTheClock = Number(hour);
  if (onTheClock < 1 || onTheClock > 12) return undefined;
  return twoDigits(String((onTheClock % 12) + (/^p/i.test(meridiem) ? 12 : 0)));
}

function twoDigits(text: string): string {
  return text.padStart(2, '0');
}

/** Names that mean one offset wherever they are used; the American ones are those of RFC 2822. */
const zoneHours: ReadonlyMap<string, number> = new Map([
  ...['Z', 'UT', 'UTC', 'GMT'].map((name) => [name, 0] as const),
  ...['EST', 'CST', 'MST', 'PST'].map((name, i) => [name, -5 - i] as const),
  ...['EDT', 'CDT', 'MDT', 'PDT'].map((name, i) => [name, -4 - i] as const),
  ['CET', 1],
  ['CEST', 2],
]);

function parseOffsetMs(offset = 'Z'): number | undefined {
  const zone = zoneHours.get(offset.toUpperCase());
  if (zone !== undefined) return zone * 3_600_000;
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

// Split at the millisecond, so that ".123" is 123 and not 122.99999.
function fractionMs(fraction: string | undefined): number {
  if (fraction === undefined) return 0;
  const digits = fraction.padEnd(3, '0');
  return Number(`${digits.slice(0, 3)}.${digits.slice(3)}`);
}
