import type { TimeRange } from '../../sdk/api/query-data.ts';

/** A range as two ISO 8601 dates. */
export interface IsoRange {
  readonly from: string;
  readonly to: string;
}

function toIsoRange({ fromEpochMs, toEpochMs }: TimeRange): IsoRange {
  return { from: new Date(fromEpochMs).toISOString(), to: new Date(toEpochMs).toISOString() };
}

/** Writes ranges, and keeps the last one: the panels of a dashboard ask for the same range at the same time. */
export class IsoRanges {
  #last: (Pick<TimeRange, 'fromEpochMs' | 'toEpochMs'> & { readonly iso: IsoRange }) | undefined;

  of(range: TimeRange): IsoRange {
    const { fromEpochMs, toEpochMs } = range;
    if (this.#last?.fromEpochMs !== fromEpochMs || this.#last.toEpochMs !== toEpochMs) {
      this.#last = { fromEpochMs, toEpochMs, iso: toIsoRange(range) };
    }
    return this.#last.iso;
  }
}

/**
 * The range in words, as `range.raw` of a request has it: what the asker wrote if that was relative to now, else ISO
 * dates. An alert rule's bare `5m` means `now-5m`.
 */
export function toRawRange(range: TimeRange, iso = toIsoRange(range)): { from: string; to: string } {
  const { raw } = range;
  return { from: toRawTime(raw?.from, iso.from), to: toRawTime(raw?.to, iso.to) };
}

function toRawTime(raw: string | undefined, iso: string): string {
  if (raw?.startsWith('now') === true) return raw;
  return raw !== undefined && /^\d+(ms|[smhdwMy])$/.test(raw) ? `now-${raw}` : iso;
}
