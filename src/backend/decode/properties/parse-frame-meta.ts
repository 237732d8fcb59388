import type { FrameMeta, Notice, Stat } from '../../sdk/dataframe/frame-meta.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../json/json-value.ts';
import {
  numberKind,
  objectKind,
  parseProperties,
  reportAt,
  textKind,
  wordKind,
  type PropertyKind,
  type PropertyKinds,
} from './parse-properties.ts';
import type { ProblemList } from '../json/problem-list.ts';

/**
 * A frame's meta as far as hosts take it: a single value of another type makes them refuse the whole frame, so such
 * values are left out and reported, notices and stats one by one. Undefined when nothing remains.
 * Source: grafana-plugin-sdk-go, data/frame_meta.go.
 */
export function parseFrameMeta(value: unknown, path: string, problems: ProblemList): FrameMeta | undefined {
  if (value == null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!isJsonObject(value)) {
    problems.add(path, 'an object', value);
    return undefined;
  }
  const meta = parseProperties<FrameMeta>(value, metaKinds(path, problems), reportAt(path, problems));
  return Object.keys(meta).length === 0 ? undefined : meta;
}

function metaKinds(path: string, problems: ProblemList): PropertyKinds<FrameMeta> {
  return {
    type: wordKind([
      'timeseries-wide',
      'timeseries-long',
      'timeseries-multi',
      'numeric-wide',
      'numeric-multi',
      'numeric-long',
      'log-lines',
      'table',
    ]),
    typeVersion: typeVersionKind,
    custom: objectKind,
    stats: partsKind('a stat with "displayName" and "value"', parseStat, (index, expected, got) => {
      problems.add(`${path}.stats[${index}]`, expected, got);
    }),
    notices: partsKind(
      'a notice with "severity" (info, warning, error) and "text"',
      parseNotice,
      (index, expected, got) => {
        problems.add(`${path}.notices[${index}]`, expected, got);
      },
    ),
    preferredVisualisationType: wordKind(['graph', 'table', 'logs', 'trace', 'nodeGraph', 'flamegraph']),
    executedQueryString: textKind,
    dataTopic: wordKind(['annotations']),
  };
}

const typeVersionKind: PropertyKind<readonly [number, number]> = {
  expected: 'two integers, [major, minor]',
  parse: (value) => {
    if (!isJsonArray(value) || value.length !== 2) return undefined;
    const [major, minor] = value;
    return isVersionNumber(major) && isVersionNumber(minor) ? [major, minor] : undefined;
  },
};

function isVersionNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 0xffff;
}

/** Far more than a page shows. */
const maxParts = 100;

/** An array of objects; those that are not whole, or too many, are left out of it and reported. */
function partsKind<T>(
  expected: string,
  parsePart: (part: JsonObject) => T | undefined,
  report: (index: number, expected: string, got: unknown) => void,
): PropertyKind<readonly T[]> {
  const parse = (part: unknown, index: number): T[] => {
    const parsed = isJsonObject(part) ? parsePart(part) : undefined;
    if (parsed === undefined) report(index, expected, part);
    return parsed === undefined ? [] : [parsed];
  };
  return {
    expected: 'an array',
    parse: (value) => {
      if (!isJsonArray(value)) return undefined;
      if (value.length > maxParts) report(maxParts, `at most ${maxParts} of them`, value);
      return value.slice(0, maxParts).flatMap(parse);
    },
  };
}

const severityKind = wordKind(['info', 'warning', 'error']);

function parseNotice(part: JsonObject): Notice | undefined {
  const severity = severityKind.parse(part['severity']);
  const text = textKind.parse(part['text']);
  return severity === undefined || text === undefined ? undefined : { severity, text };
}

function parseStat(part: JsonObject): Stat | undefined {
  const displayName = textKind.parse(part['displayName']);
  const value = numberKind.parse(part['value']);
  const unit = textKind.parse(part['unit']);
  if (displayName === undefined || value === undefined) return undefined;
  return unit === undefined ? { displayName, value } : { displayName, value, unit };
}
