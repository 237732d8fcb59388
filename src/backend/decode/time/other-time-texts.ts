import { epochMsOf, type CalendarParts } from './calendar-time.ts';

/**
 * The other ways to write a time that can be read in one way only, in ms since the epoch: what .NET's older serializers, Java, Go, JavaScript,
 * e-mail, logs and databases write, the year first or the month by its English name. `01/05/2024` and `01.05.2024` are not read: the month may be either
 * number.
 */
export function parseOtherTimeText(text: string): number | undefined {
  const date = dotNetDate.exec(text)?.groups?.['time'];
  if (date !== undefined) return Number(date);
  const plain = text.replace(zoneName, '').replace(monotonicClock, '');
  for (const pattern of patterns) {
    const parts = pattern.exec(plain)?.groups;
    if (parts !== undefined) return epochMsOf(withWholeYear(parts));
  }
  return undefined;
}

/** The offset behind the number is only how it would be shown. */
const dotNetDate = /^\\?\/?Date\((?<time>-?\d{1,16})(?:[+-]\d{4})?\)\\?\/?$/;

/** Java's `…Z[UTC]`, RFC 9557: the offset says all. */
const zoneName = /(?<=[Zz]|[+-]\d\d:?\d\d)(?:\[!?[\w/+-]{1,40}\]| \([\w ]{1,40}\))$/;

/** What Go's Time.String adds. */
const monotonicClock = / m=[+-][\d.]{1,30}$/;

const hours = String.raw`(?<hour>\d{1,2})`;
const fraction = String.raw`(?:[.,](?<fraction>\d{1,18}))?`;
const clock = String.raw`${hours}:(?<minute>\d\d)(?::(?<second>\d\d)${fraction})?(?: ?(?<meridiem>[AaPp][Mm]))?`;
const zone = String.raw`(?: ?(?:GMT|UTC)?(?<offset>[Zz]|[+-]\d\d(?::?\d\d)?|(?<=[ C])[A-Z]{2,4}|(?<=\d)UTC)(?: [A-Z]{3,5}| [+-]\d\d)?)?`;
const weekday = String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )`;
const month = String.raw`(?<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6})`;
const day = String.raw`(?<day>\d{1,2})`;
const year = String.raw`(?<year>\d{4})`;

const patterns = [
  // 2024/05/01 06:00:00, 2024-5-1 6:00 AM, 2024-05-01 06:00:00 +0200 CEST, 2024-05-01 06:00:00 UTC
  String.raw`${year}(?<separator>[-/.])(?<month>\d{1,2})\k<separator>${day}(?:[Tt _](?:${clock}|${hours})${zone})?`,
  // 20240501, 20240501T060000Z, 20240501060000
  String.raw`(?<year>(?:19|20)\d\d)(?<month>\d\d)(?<day>\d\d)(?:[Tt ](?<hour>\d\d):?(?<minute>\d\d)(?::?(?<second>\d\d)${fraction})?${zone})?`,
  String.raw`(?<year>(?:19|20)\d\d)(?<month>\d\d)(?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)`,
  // 1 May 2024 06:00:00 +0200, Wed, 01 May 2024 06:00:00 GMT, 01-May-2024 06:00, 01/May/2024:06:00:00 +0000
  String.raw`${weekday}?${day}(?<separator>[-/ ])${month}\k<separator>${year}(?:[ :T]${clock}${zone})?`,
  String.raw`${weekday}${day}(?<separator>[- ])${month}\k<separator>(?<shortYear>\d\d) ${clock}${zone}`,
  // May 1, 2024 6:00 AM, Wed May 01 2024 08:00:00 GMT+0200
  String.raw`${weekday}?${month} ${day},? ${year}(?:,? ${clock}${zone})?`,
  // Wed May  1 06:00:00 2024, Wed May 01 06:00:00 UTC 2024
  String.raw`${weekday}${month} {1,2}${day} ${clock}${zone} ${year}`,
  // eslint-disable-next-line no-restricted-syntax -- the caller limits the text to 100 characters, and a test tries far longer ones
].map((pattern) => new RegExp(`^${pattern}$`));

/** As RFC 2822 reads the old form. */
function withWholeYear(parts: CalendarParts): CalendarParts {
  const { shortYear } = parts;
  return shortYear === undefined ? parts : { ...parts, year: `${Number(shortYear) < 50 ? '20' : '19'}${shortYear}` };
}
