import { ownValue, type JsonObject } from '../json/json-value.ts';
import { parseFrameMeta } from '../properties/parse-frame-meta.ts';
import { parseName } from '../json/parse-text.ts';
import type { DecodedSeries } from '../answer/decoded-answer.ts';
import type { ProblemList } from '../json/problem-list.ts';
import type { AskedRange } from '../time/time-unit.ts';
import type { ScannedPoints } from '../scan/point-store.ts';

/** One element of an answer, about to be decoded. */
export interface ResultSource {
  readonly position: number;
  /** How messages name it: `result[3]`. */
  readonly path: string;
  readonly problems: ProblemList;
  /** Whether texts of undeclared columns stay texts when they look like numbers: "1.10" is no number when it is chosen. */
  readonly keepTexts?: boolean;
  /** The range that was asked for; absent when none was. */
  readonly asked?: AskedRange | undefined;
  /** The arrays of points that the scanner has read; absent when it was not used. */
  readonly scanned?: ScannedArrays;
}

/** Gives the array of points for the number that was put in its place (the stand-in). */
export interface ScannedArrays {
  take(standIn: unknown): ScannedPoints | undefined;
}

export type ResultHeader = Pick<DecodedSeries, 'position' | 'target' | 'refId' | 'meta'>;

/** What every kind of result has: the server's name for it, `target` or else `name`, `refId` and `meta`. */
export function parseHeader(object: JsonObject, source: ResultSource): ResultHeader {
  return {
    position: source.position,
    target: parseName(ownValue(object, 'target')) ?? parseName(ownValue(object, 'name')),
    refId: refIdOf(object),
    meta: parseFrameMeta(ownValue(object, 'meta'), `${source.path}.meta`, source.problems),
  };
}

const refIdKeys = ['refId', 'refID', 'RefId', 'RefID', 'refid', 'ref_id'] as const;

function refIdOf(object: JsonObject): string | undefined {
  for (const key of refIdKeys) {
    const refId = parseName(ownValue(object, key));
    if (refId !== undefined) return refId;
  }
  return undefined;
}
