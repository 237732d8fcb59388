/** What a number that stands for a time counts since the epoch; .NET's ticks count 100 ns since the year 1, Windows' file times since 1601. */
export type TimeUnit = EpochUnit | 'ticks' | 'fileTime';

export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

/**
 * The unit of one number, by its size: below 1e11 seconds, below 1e14 ms, below 1e17 µs, else ns. Each bound is the
 * year 5138 in the smaller unit and March 1973 in the larger one. Undefined below 1e8, which in seconds is March 1973 as well:
 * an index, or the time of a simulation, says nothing of its unit.
 */
export function timeUnitOf(value: number): EpochUnit | undefined {
  const size = Math.abs(value);
  if (size < 1e8) return undefined;
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

/** How many numbers of a column are of each unit. */
export type TimeUnitVotes = Readonly<Record<EpochUnit, number>>;

/** The unit of a column: what most of its numbers are; ms, which the protocol prescribes, when nothing else has more. */
export function commonTimeUnit(votes: TimeUnitVotes): EpochUnit {
  const rest: readonly EpochUnit[] = ['s', 'us', 'ns'];
  return rest.reduce<EpochUnit>((best, unit) => (votes[unit] > votes[best] ? unit : best), 'ms');
}

/** In ms since the epoch. */
export interface AskedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The smallest and the largest number of a column. */
export interface NumberExtent {
  readonly min: number;
  readonly max: number;
}

/**
 * The unit that the size of numbers suggests, or the next finer one where only that fits what was asked for. Numbers that as
 * seconds would lie before March 1973 are ms, as the protocol says, unless only seconds fit.
 */
export function unitInRange(suggested: EpochUnit, extent: NumberExtent, asked: AskedRange): TimeUnit {
  if (suggested === 'ns')
    return (['ns', ...windowsUnits] as const).find((unit) => overlaps(unit, extent, asked)) ?? 'ns';
  const finer = finerUnit[suggested];
  const fits = { suggested: overlaps(suggested, extent, asked), finer: overlaps(finer, extent, asked) };
  if (fits.suggested !== fits.finer) return fits.finer ? finer : suggested;
  if (liesOnlyInFiner(suggested, extent, asked)) return finer;
  return suggested === 's' && Math.max(Math.abs(extent.min), Math.abs(extent.max)) < 1e8 ? 'ms' : suggested;
}

/** Whether numbers may be times in or near the asked range, whatever their unit. */
export function overlapsInAnyUnit(extent: NumberExtent, asked: AskedRange): boolean {
  return units.some((unit) => overlaps(unit, extent, asked));
}

const windowsUnits = ['ticks', 'fileTime'] as const;
const units: readonly TimeUnit[] = ['s', 'ms', 'us', 'ns', ...windowsUnits];

const finerUnit = { s: 'ms', ms: 'us', us: 'ns' } as const;

/**
 * Around 1970, ms are numbers as small as today's seconds are, and as seconds they would span centuries. Not where a range of this century
 * is asked for: there, one number such as the year 9999 would decide about all others.
 */
function liesOnlyInFiner(suggested: 's' | 'ms' | 'us', extent: NumberExtent, asked: AskedRange): boolean {
  if (asked.toMs >= firstLikelyMs) return false;
  return !lies(suggested, extent, asked) && lies(finerUnit[suggested], extent, asked);
}

function lies(unit: TimeUnit, { min, max }: NumberExtent, { fromMs, toMs }: AskedRange): boolean {
  const slackMs = slackOf(fromMs, toMs);
  return toMilliseconds(min, unit) >= fromMs - slackMs && toMilliseconds(max, unit) <= toMs + slackMs;
}

function overlaps(unit: TimeUnit, { min, max }: NumberExtent, { fromMs, toMs }: AskedRange): boolean {
  const slackMs = slackOf(fromMs, toMs);
  return toMilliseconds(max, unit) >= fromMs - slackMs && toMilliseconds(min, unit) <= toMs + slackMs;
}

/** Servers round ranges, and answer the last value before them: as much again is allowed on both sides. */
function slackOf(fromMs: number, toMs: number): number {
  return Math.max(toMs - fromMs, 3_600_000);
}

/** A number in a unit, in ms. Seconds are rounded to the µs, the finest that a double of today's seconds holds. */
export function toMilliseconds(value: number, unit: TimeUnit): number {
  switch (unit) {
    case 's':
      return Number.isInteger(value) ? value * 1e3 : Math.round(value * 1e6) / 1e3;
    case 'ms':
      return value;
    case 'us':
      return value / 1e3;
    case 'ns':
      return value / 1e6;
    case 'ticks':
      return value / 1e4 - 62_135_596_800_000;
    case 'fileTime':
      return value / 1e4 - 11_644_473_600_000;
  }
}

/** The same for an integer beyond 2^53, which a double would round before the division. */
export function longToMilliseconds(value: bigint, unit: TimeUnit): number {
  switch (unit) {
    case 'ns':
      return quotient(value, 1_000_000n);
    case 'ticks':
      return quotient(value - 621_355_968_000_000_000n, 10_000n);
    case 'fileTime':
      return quotient(value - 116_444_736_000_000_000n, 10_000n);
    default:
      return toMilliseconds(Number(value), unit);
  }
}

function quotient(value: bigint, divisor: bigint): number {
  return Number(value / divisor) + Number(value % divisor) / Number(divisor);
}

const firstLikelyMs = Date.UTC(2000, 0);
const lastLikelyMs = Date.UTC(2100, 0);

/** Whether a number, in the unit that its size tells, is a time of this century. */
export function isLikelyEpochTime(value: number | bigint | null | undefined): boolean {
  if (value == null) return false;
  const number = Number(value);
  const unit = timeUnitOf(number);
  if (unit === undefined) return false;
  const time = toMilliseconds(number, unit);
  return time >= firstLikelyMs && time < lastLikelyMs;
}
