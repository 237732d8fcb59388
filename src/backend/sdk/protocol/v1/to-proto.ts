import { frameLength, type DataFrame } from '../../dataframe/data-frame.ts';
import type { Notice } from '../../dataframe/frame-meta.ts';
import type { DataResponse, QueryDataResponse } from '../../api/query-data.ts';
import { forEachInSteps, type Steps } from '../../turns/steps.ts';
import { ReverseWriter } from './reverse-writer.ts';
import { seriesOf } from './series-of.ts';
import { writeTable } from './write-table.ts';
import { writeTimeSeries } from './write-time-series.ts';

export interface ToProtoOptions {
  /** What the host accepts as one message: grpc-go's default of 4 MiB before Grafana 6.5. */
  readonly maxMessageBytes?: number;
}

/**
 * `models.DatasourceResponse` as bytes, written from the columns. Frames of a time series type become series, all others
 * tables. Results that a host could not take are replaced by an error of their query, the largest first. A step writes some frames of
 * one result.
 */
export function* encodeDatasourceResponse(response: QueryDataResponse, options: ToProtoOptions): Steps<Buffer> {
  const limit = options.maxMessageBytes ?? Infinity;
  let results: ReadonlyMap<string, EncodableResponse> = response;
  for (;;) {
    const { bytes, sizes } = yield* encodeResults(results);
    if (bytes.length <= limit || sizes.length === 0) return bytes;
    results = withoutLargest(results, sizes, bytes.length - limit);
  }
}

interface Encoded {
  readonly bytes: Buffer;
  /** Of the results with frames. */
  readonly sizes: readonly ResultSize[];
}

interface ResultSize {
  readonly refId: string;
  readonly byteLength: number;
}

function* encodeResults(results: ReadonlyMap<string, EncodableResponse>): Steps<Encoded> {
  const writer = new ReverseWriter(expectedBytes(results));
  const sizes: ResultSize[] = [];
  for (const [refId, result] of [...results].reverse()) {
    const before = writer.length;
    yield* writeQueryResult(writer, refId, result);
    const byteLength = writer.length - before;
    writer.embed(1, before);
    if (result.frames.length > 0) sizes.push({ refId, byteLength });
    yield;
  }
  return { bytes: writer.finish(), sizes };
}

/** Replaces as many as take the bytes that are too many: at least one, and an error has no frames and is never replaced. */
function withoutLargest(
  results: ReadonlyMap<string, EncodableResponse>,
  sizes: readonly ResultSize[],
  tooMany: number,
): ReadonlyMap<string, EncodableResponse> {
  const replaced = new Map(results);
  let left = tooMany;
  for (const { refId, byteLength } of sizes.toSorted((a, b) => b.byteLength - a.byteLength)) {
    if (left <= 0) break;
    const message = tooLargeText(byteLength);
    replaced.set(refId, { frames: [], error: { message } });
    left -= byteLength - message.length;
  }
  return replaced;
}

const pointBytes = 18;
/** Names, and what the inspector shows. */
const headBytes = 3072;

/** Right for time series; a guess for tables. */
function expectedBytes(results: ReadonlyMap<string, EncodableResponse>): number {
  let points = 0;
  for (const { frames } of results.values()) {
    for (const frame of frames) points += frameLength(frame) * (frame.fields.length - 1);
  }
  return points * pointBytes + headBytes;
}

function tooLargeText(byteLength: number): string {
  const mebibytes = (byteLength / 1024 / 1024).toFixed(1);
  return (
    `the answer to this query takes ${mebibytes} MiB, but this Grafana accepts at most 4 MiB from a plugin; ` +
    'choose a shorter time range, fewer series or a larger minimal interval, or update to Grafana 6.5 or later'
  );
}

/** The error of a `QueryResult` needs only its text. */
interface EncodableResponse {
  readonly frames: DataResponse['frames'];
  readonly error?: { readonly message: string };
}

function* writeQueryResult(
  writer: ReverseWriter,
  refId: string,
  { frames, error }: EncodableResponse,
): Steps<undefined> {
  yield* forEachInSteps(frames.toReversed(), (frame) => {
    if (!isTimeSeries(frame)) writeTable(writer, frame);
  });
  const series = yield* seriesOf(frames);
  yield* forEachInSteps(series.reverse(), (one) => {
    writeTimeSeries(writer, one);
  });
  const metaJson = toMetaJson(frames);
  if (metaJson !== undefined) writer.string(3, metaJson);
  writer.string(2, refId);
  if (error !== undefined) writer.string(1, error.message);
  return undefined;
}

/** What the query inspector shows: the first frame's meta that says anything to a person, and every notice. */
function toMetaJson(frames: readonly DataFrame[]): string | undefined {
  const meta = frames[0]?.meta;
  const notices = noticesOf(frames);
  const shown = {
    ...(meta?.executedQueryString === undefined ? {} : { executedQueryString: meta.executedQueryString }),
    ...(meta?.stats === undefined ? {} : { stats: meta.stats }),
    ...(notices.length === 0 ? {} : { notices }),
    ...(meta?.custom === undefined ? {} : { custom: meta.custom }),
  };
  return Object.keys(shown).length === 0 ? undefined : JSON.stringify(shown);
}

function noticesOf(frames: readonly DataFrame[]): readonly Notice[] {
  const notices: Notice[] = [];
  for (const { meta } of frames) for (const notice of meta?.notices ?? []) notices.push(notice);
  return notices;
}

function isTimeSeries(frame: DataFrame): boolean {
  const type = frame.meta?.type;
  return type === 'timeseries-multi' || type === 'timeseries-wide';
}
