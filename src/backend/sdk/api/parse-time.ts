export interface ParseTimeOptions {
  readonly nowEpochMs: number;
  /** The end of a rounded unit rather than its start: what `now/d` means as the end of a range. */
  readonly roundUp: boolean;
}

const fixedMs = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const monthsOf = { y: 12, Q: 3, M: 1 } as const;

type FixedUnit = keyof typeof fixedMs;
type Unit = FixedUnit | keyof typeof monthsOf;

/** 1970-01-01 was a Thursday; weeks start on Monday. */
const firstMondayMs = 4 * fixedMs.d;
const step = /([+-])(\d{0,4})([yQMwdhms])|\/([yQMwdhms])/y;

/**
 * Grafana's way to write a time, in ms since the epoch: `now`, `now-6h`, `now/d`, `now-1d/d`, `2024-05-01||+1M`, ISO 8601,
 * or ms since the epoch. Rounding, and ISO texts without a zone, are in UTC.
 * @throws {Error} saying what a time looks like.
 */
export function parseTime(text: string, { nowEpochMs, roundUp }: ParseTimeOptions): number {
  const trimmed = text.trim();
  const [anchor, math] = trimmed.startsWith('now') ? ['now', trimmed.slice(3)] : splitAnchor(trimmed);
  const start = anchor === 'now' ? nowEpochMs : parseMoment(anchor);
  const epochMs = applyMath(start, math, roundUp);
  if (Number.isFinite(epochMs)) return epochMs;
  throw new Error(
    `expected a time such as now-6h, now/d, 2024-05-01T06:00:00Z or 1714543200000, got ${JSON.stringify(text)}`,
  );
}

function splitAnchor(text: string): [anchor: string, math: string] {
  const [anchor = '', math = ''] = text.split('||', 2);
  return [anchor, math];
}

function parseMoment(text: string): number {
  if (/^(?:0|-?\d{5,})$/.test(text)) return Number(text);
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (iso === null) return NaN;
  const [, date = '', time = '00:00', zone = 'Z'] = iso;
  return Date.parse(`${date}T${time}${zone}`);
}

/** NaN when the math is not understood to its end. */
function applyMath(startEpochMs: number, math: string, roundUp: boolean): number {
  let epochMs = startEpochMs;
  let position = 0;
  while (position < math.length && Number.isFinite(epochMs)) {
    step.lastIndex = position;
    const match = step.exec(math);
    if (match === null) return NaN;
    epochMs = applyStep(epochMs, match, roundUp);
    position += match[0].length;
  }
  return epochMs;
}

function applyStep(epochMs: number, match: RegExpExecArray, roundUp: boolean): number {
  const [, sign, amount, addUnit, roundUnit] = match;
  // The pattern takes nothing else for a unit.
  if (addUnit === undefined) return round(epochMs, roundUnit as Unit, roundUp);
  const count = amount === '' ? 1 : Number(amount);
  return add(epochMs, sign === '-' ? -count : count, addUnit as Unit);
}

function add(epochMs: number, amount: number, unit: Unit): number {
  if (isFixed(unit)) return epochMs + amount * fixedMs[unit];
  const months = amount * monthsOf[unit];
  const date = new Date(epochMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  // The last day of a shorter month stands for days that it does not have.
  date.setUTCDate(Math.min(day, daysInMonth(date)));
  return date.getTime();
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

function round(epochMs: number, unit: Unit, roundUp: boolean): number {
  const start = startOf(epochMs, unit);
  return roundUp ? add(start, 1, unit) - 1 : start;
}

function startOf(epochMs: number, unit: Unit): number {
  if (isFixed(unit)) {
    const unitMs = fixedMs[unit];
    const offsetMs = unit === 'w' ? firstMondayMs : 0;
    return Math.floor((epochMs - offsetMs) / unitMs) * unitMs + offsetMs;
  }
  const date = new Date(epochMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % monthsOf[unit]));
}

function isFixed(unit: Unit): unit is FixedUnit {
  return unit in fixedMs;
}
