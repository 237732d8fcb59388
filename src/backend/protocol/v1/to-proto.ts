import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import type { DataResponse, QueryDataResponse } from '../../plugin-api/query-data.ts';
import { encodeTable } from './encode-table.ts';
import { encodeTimeSeries } from './encode-time-series.ts';
import { seriesOf } from './series-of.ts';

export interface ToProtoOptions {
  /** What the host accepts as one message: grpc-go's default of 4 MiB before Grafana 6.5. */
  readonly maxMessageBytes?: number;
}

/**
 * `models.DatasourceResponse` as bytes, written from the columns. Frames of a time series type become series, all others
 * tables. Results that a host could not take are replaced by an error of their query, the largest first.
 */
export function encodeDatasourceResponse(response: QueryDataResponse, options: ToProtoOptions): Buffer {
  const results = [...response].map(([refId, data]) => ({ refId, encoded: encodeQueryResult(refId, data) }));
  const limit = options.maxMessageBytes ?? Infinity;
  while (totalBytes(results) > limit) {
    const largest = results.reduce((a, b) => (b.encoded.byteLength > a.encoded.byteLength ? b : a));
    const message = tooLargeText(largest.encoded.byteLength);
    const tooLarge = encodeQueryResult(largest.refId, { frames: [], error: { message } });
    if (tooLarge.byteLength >= largest.encoded.byteLength) break;
    largest.encoded = tooLarge;
  }
  return Buffer.concat(results.flatMap(({ encoded }) => [messageHeader(1, encoded.byteLength), ...encoded.chunks]));
}

function tooLargeText(byteLength: number): string {
  const mebibytes = (byteLength / 1024 / 1024).toFixed(1);
  return (
    `the answer to this query takes ${mebibytes} MiB, but this Grafana accepts at most 4 MiB from a plugin; ` +
    'choose a shorter time range, fewer series or a larger minimal interval, or update to Grafana 6.5 or later'
  );
}

function totalBytes(results: readonly { readonly encoded: Encoded }[]): number {
  return results.reduce((sum, { encoded }) => sum + encoded.byteLength + 6, 0);
}

/** A message in pieces, to be joined once. */
interface Encoded {
  readonly chunks: readonly Uint8Array[];
  readonly byteLength: number;
}

/** The error of a `QueryResult` needs only its text. */
interface EncodableResponse {
  readonly frames: DataResponse['frames'];
  readonly error?: { readonly message: string };
}

function encodeQueryResult(refId: string, { frames, error }: EncodableResponse): Encoded {
  const head = new BinaryWriter();
  if (error !== undefined) head.tag(1, WireType.LengthDelimited).string(error.message);
  head.tag(2, WireType.LengthDelimited).string(refId);
  const metaJson = toMetaJson(frames);
  if (metaJson !== undefined) head.tag(3, WireType.LengthDelimited).string(metaJson);
  const chunks: Uint8Array[] = [head.finish()];
  for (const { name, labels, time, value } of seriesOf(frames)) {
    const series = encodeTimeSeries({ name, labels, time, value });
    chunks.push(messageHeader(4, sumOfLengths(series)), ...series);
  }
  for (const frame of frames.filter((candidate) => !isTimeSeries(candidate))) {
    const table = encodeTable(frame);
    chunks.push(messageHeader(5, table.length), table);
  }
  return { chunks, byteLength: sumOfLengths(chunks) };
}

/** What the query inspector shows: the first frame's meta that says anything to a person, and every notice. */
function toMetaJson(frames: readonly DataFrame[]): string | undefined {
  const meta = frames[0]?.meta;
  const notices = frames.flatMap((frame) => frame.meta?.notices ?? []);
  const shown = {
    ...(meta?.executedQueryString === undefined ? {} : { executedQueryString: meta.executedQueryString }),
    ...(meta?.stats === undefined ? {} : { stats: meta.stats }),
    ...(notices.length === 0 ? {} : { notices }),
    ...(meta?.custom === undefined ? {} : { custom: meta.custom }),
  };
  return Object.keys(shown).length === 0 ? undefined : JSON.stringify(shown);
}

function isTimeSeries(frame: DataFrame): boolean {
  const type = frame.meta?.type;
  return type === 'timeseries-multi' || type === 'timeseries-wide';
}

/** Tag and length of an embedded message. */
function messageHeader(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}

function sumOfLengths(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
