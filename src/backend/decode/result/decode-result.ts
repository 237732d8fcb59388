import type { DecodedResult } from '../answer/decoded-answer.ts';
import { decodeDocuments } from './decode-documents.ts';
import { decodeFrame, decodeWireFrame } from './decode-frame.ts';
import { decodeGraphSeries, decodeParallelSeries, decodeSeries } from './decode-series.ts';
import { decodeTable } from './decode-table.ts';
import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { findParallelArrays } from './parallel-arrays.ts';
import type { ResultSource } from './result-source.ts';

/** Decodes one element of an answer, in any known shape; undefined, and reported, when its shape is unknown. */
export function decodeResult(element: unknown, source: ResultSource): DecodedResult | undefined {
  if (isJsonArray(element)) return decodeDocumentArray(element, source);
  const decode = isJsonObject(element) ? findDecoder(element) : undefined;
  if (decode === undefined) {
    source.problems.add(
      source.path,
      'a series ("datapoints"), a table ("columns", "rows") or a frame ("fields")',
      element,
    );
    return undefined;
  }
  return decode(source);
}

/** Whether an object is one result rather than an envelope around several or a plain document. */
export function isResult(object: JsonObject): boolean {
  return findDecoder(object) !== undefined;
}

/**
 * A quick check for the usual kind of result: a series with points, and with no key that only errors, tables, envelopes or other tools'
 * results have.
 */
export function isPlainSeries(element: unknown): boolean {
  if (!isJsonObject(element) || isJsonArray(element['target'])) return false;
  for (const key of Object.keys(element)) if (!plainSeriesKeys.has(key)) return false;
  const points = ownValue(element, 'datapoints');
  return typeof points === 'number' || (isJsonArray(points) && points.length > 0);
}

const plainSeriesKeys: ReadonlySet<string> = new Set([
  'target',
  'datapoints',
  'refId',
  'title',
  'unit',
  'tags',
  'meta',
]);

type Decoder = (source: ResultSource) => DecodedResult | undefined;

function findDecoder(object: JsonObject): Decoder | undefined {
  if (isPlainSeries(object)) return (source) => decodeSeries(object, source);
  if (Array.isArray(ownValue(object, 'fields'))) return (source) => decodeFrame(object, source);
  if (isJsonObject(ownValue(object, 'schema'))) return (source) => decodeWireFrame(object, source);
  if (isTable(object)) return (source) => decodeTable(object, source);
  if (isParallelSeries(object)) return (source) => decodeParallelSeries(object, source);
  if (isSeries(object)) return (source) => decodeSeries(object, source);
  if (isGraphSeries(object)) return (source) => decodeGraphSeries(object, source);
  return undefined;
}

/** Many servers copy the query into its result: with points, `"type": "table"` only repeats what the panel asked for. */
function isTable(object: JsonObject): boolean {
  if (ownValue(object, 'type') === 'table' && !Object.hasOwn(object, 'datapoints')) return true;
  return Object.hasOwn(object, 'columns') && (Object.hasOwn(object, 'rows') || Object.hasOwn(object, 'values'));
}

const seriesKeys: ReadonlySet<string> = new Set(['target', 'name', 'title', 'unit', 'tags', 'refId', 'meta', 'type']);

function isSeries(object: JsonObject): boolean {
  return Object.hasOwn(object, 'datapoints') || Array.isArray(ownValue(object, 'points')) || isSeriesHeader(object);
}

/** Whether an object has a `target` and no other keys than a series has, but no points: `decodeSeries` reports that. */
export function isSeriesHeader(object: JsonObject): boolean {
  return Object.hasOwn(object, 'target') && Object.keys(object).every((key) => seriesKeys.has(key));
}

/** An object without a target may be a document. */
function isParallelSeries(object: JsonObject): boolean {
  return Object.hasOwn(object, 'target') && findParallelArrays(object) !== undefined;
}

function isGraphSeries(object: JsonObject): boolean {
  return Object.hasOwn(object, 'label') && Array.isArray(ownValue(object, 'data'));
}

function decodeDocumentArray(elements: readonly unknown[], source: ResultSource): DecodedResult | undefined {
  const header = { position: source.position, target: undefined, refId: undefined, meta: undefined };
  return decodeDocuments(elements, header, source);
}
