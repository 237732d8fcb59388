import { epochMsOf } from './calendar-time.ts';
import { parseOtherTimeText } from './other-time-texts.ts';

/** No text of a time is longer. */
const maxLength = 100;

/**
 * A date and time in ISO 8601 / RFC 3339 (`2024-05-01T06:00:00.123456Z`, `2024-05-01 06:00+02`, `2024-05-01`) or another way that
 * can be read in one way only (`Wed, 01 May 2024 06:00:00 GMT`, `/Date(1714543200000)/`), in ms since the epoch; fractions of a ms are
 * kept. Without an offset it is UTC. Undefined for any other text, and for a day that does not exist.
 */
export function parseTimeText(text: string): number | undefined {
  if (text.length > maxLength) return undefined;
  const trimmed = text.trim();
  const match = iso.exec(trimmed);
  if (match?.groups) return epochMsOf(match.groups);
  return isEpochNumber(trimmed) ? undefined : parseOtherTimeText(trimmed);
}

/** Whether all are digits, and not so many as in 20240501 or 20240501060000. */
function isEpochNumber(text: string): boolean {
  return text.length !== 8 && text.length !== 14 && /^\d+$/.test(text);
}

/** Whether the text is a full RFC 3339 date-time, with its offset: nothing else looks like that. */
export function isFullTimeText(text: string): boolean {
  return (
    text.length >= 20 &&
    text.length <= maxLength &&
    /^\\?\/Date\(|[Tt ].{0,100}(?:[Zz]|[+-]\d\d:?\d\d)(?:\[[\w/+-]{1,100}\])?$/.test(text) &&
    parseTimeText(text) !== undefined
  );
}

/** Whether the text is a date-time in ISO 8601 that leaves its offset out, as SQL and pandas write it. */
export function isLocalTimeText(text: string): boolean {
  return /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?$/.test(text) && parseTimeText(text) !== undefined;
}

const iso =
  /^(?<year>\d{4})-(?<month>\d\d)(?:-(?<day>\d\d)(?:[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,18}))?)?\s?(?<offset>[Zz]|[+-]\d\d(?::?\d\d)?)?)?)?$/;
