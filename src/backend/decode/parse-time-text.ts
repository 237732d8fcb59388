/**
 * A date and time in ISO 8601 / RFC 3339 (`2024-05-01T06:00:00.123456Z`, `2024-05-01 06:00+02`, `2024-05-01`) or as in
 * HTTP headers (`Wed, 01 May 2024 06:00:00 GMT`, what Flask writes), in ms since the epoch; fractions of a ms are
 * kept. Without an offset it is UTC. Undefined when the text is none of these or names a day that does not exist.
 */
export function parseTimeText(text: string): number | undefined {
  const trimmed = text.trim();
  const match = iso.exec(trimmed);
  if (match?.groups) return fromIso(match.groups);
  return http.test(trimmed) ? toTime(Date.parse(trimmed)) : undefined;
}

/** Whether the text is a full RFC 3339 date-time, with its offset: nothing else looks like that. */
export function isFullTimeText(text: string): boolean {
  return text.length >= 20 && /[Tt ].*(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text) && parseTimeText(text) !== undefined;
}

/** Whether the text is a date-time in ISO 8601 that leaves its offset out, as SQL and pandas write it. */
export function isLocalTimeText(text: string): boolean {
  return /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/.test(text) && parseTimeText(text) !== undefined;
}

const iso = new RegExp(
  String.raw`^(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d)` +
    String.raw`(?:[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,18}))?)?` +
    String.raw`\s?(?<offset>[Zz]|[+-]\d\d(?::?\d\d)?)?)?)?$`,
);
const http = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/;

type IsoParts = Readonly<Record<string, string | undefined>>;

function fromIso(parts: IsoParts): number | undefined {
  const { year = '', month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction, offset } = parts;
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const wholeSeconds = Date.parse(text);
  if (Number.isNaN(wholeSeconds) || !isSameDay(wholeSeconds, Number(day))) return undefined;
  const offsetMs = parseOffsetMs(offset);
  if (offsetMs === undefined) return undefined;
  return wholeSeconds - offsetMs + fractionMs(fraction);
}

// Date.parse turns 30 February into 1 March; 24:00 is the next day's midnight, and right.
function isSameDay(time: number, day: number): boolean {
  const parsed = new Date(time).getUTCDate();
  return parsed === day || new Date(time - 1).getUTCDate() === day;
}

function parseOffsetMs(offset: string | undefined): number | undefined {
  if (offset === undefined || /^z$/i.test(offset)) return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', ''));
  return hours > 23 || minutes > 59 ? undefined : sign * (hours * 60 + minutes) * 60_000;
}

// Split at the millisecond, so that ".123" is 123 and not 122.99999.
function fractionMs(fraction: string | undefined): number {
  if (fraction === undefined) return 0;
  const digits = fraction.padEnd(3, '0');
  return Number(`${digits.slice(0, 3)}.${digits.slice(3)}`);
}

function toTime(time: number): number | undefined {
  return Number.isNaN(time) ? undefined : time;
}
