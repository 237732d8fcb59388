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
  const results = [...response].map(([refId, data]) => ({ refId, bytes: encodeQueryResult(refId, data) }));
  const limit = options.maxMessageBytes ?? Infinity;
  while (totalBytes(results) > limit) {
    const largest = results.reduce((a, b) => (b.bytes.length > a.bytes.length ? b : a));
    const tooLarge = encodeQueryResult(largest.refId, { frames: [], error: { message: tooLargeText(largest.bytes) } });
    if (tooLarge.length >= largest.bytes.length) break;
    largest.bytes = tooLarge;
  }
  return Buffer.concat(results.flatMap(({ bytes }) => [messageHeader(1, bytes.length), bytes]));
}

function tooLargeText(bytes: Uint8Array): string {
  const mebibytes = (bytes.length / 1024 / 1024).toFixed(1);
  return (
    `the answer to this query takes ${mebibytes} MiB, but this Grafana accepts at most 4 MiB from a plugin; ` +
    'choose a shorter time range, fewer series or a larger minimal interval, or update to Grafana 6.5 or later'
  );
}

function totalBytes(results: readonly { readonly bytes: Uint8Array }[]): number {
  return results.reduce((sum, { bytes }) => sum + bytes.length + 6, 0);
}

/** The error of a `QueryResult` needs only its text. */
interface EncodableResponse {
  readonly frames: DataResponse['frames'];
  readonly error?: { readonly message: string };
}

function encodeQueryResult(refId: string, { frames, error }: EncodableResponse): Uint8Array {
  const head = new BinaryWriter();
  if (error !== undefined) head.tag(1, WireType.LengthDelimited).string(error.message);
  head.tag(2, WireType.LengthDelimited).string(refId);
  const metaJson = toMetaJson(frames);
  if (metaJson !== undefined) head.tag(3, WireType.LengthDelimited).string(metaJson);
  const chunks: Uint8Array[] = [head.finish()];
  for (const { name, labels, time, value } of seriesOf(frames)) {
    const series = encodeTimeSeries({ name, labels, time, value });
    chunks.push(messageHeader(4, byteLength(series)), ...series);
  }
  for (const frame of frames.filter((candidate) => !isTimeSeries(candidate))) {
    const table = encodeTable(frame);
    chunks.push(messageHeader(5, table.length), table);
  }
  return Buffer.concat(chunks);
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

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
