import { liveTimeName } from '../../../shared/live-names.ts';
import { dataplaneVersion } from '../../sdk/dataframe/frame-meta.ts';
import type { StreamPacket } from '../../sdk/api/stream.ts';
import { forEachInSteps, type Steps } from '../../sdk/turns/steps.ts';
import type { LiveColumn } from './known-series.ts';
import type { Point, PointValue } from './new-points.ts';

/** The points of one column, by the column's key. */
export type NewColumns = ReadonlyMap<string, readonly Point[]>;

export interface PacketOptions {
  readonly refId: string;
  readonly columns: readonly LiveColumn[];
  /** Cells of one packet, of at most about 20 bytes each. */
  readonly cellsOfPacket?: number;
}

/** Grafana disconnects a viewer for whom more than 4 MB are queued. */
const maxCells = 16_384;
/** For what a new viewer has missed: `SubscribeStream` has room for one packet only, and nothing is queued for a new viewer. */
export const maxMissedCells = 4 * maxCells;
/** Cells of all packets of one push, empty ones included. Of more rows, only the newest are sent. */
const maxCellsOfPush = 128 * maxCells;

/**
 * New points as frames in JSON: a time column, ascending, and a column for each series. Each packet repeats the schema, since a viewer may have
 * come after the last packet. A series without a point at a row's time has `Undef` there, which Grafana does not draw as a gap (null).
 * Source of the form: grafana-plugin-sdk-go, data/frame_json.go.
 */
export function* encodePackets(
  points: NewColumns,
  { refId, columns, cellsOfPacket = maxCells }: PacketOptions,
): Steps<readonly StreamPacket[]> {
  const rows = yield* toRows(points, columns);
  if (rows.length === 0) return [];
  const schema = JSON.stringify({
    refId,
    meta: { type: columns.length === 1 ? 'timeseries-multi' : 'timeseries-wide', typeVersion: dataplaneVersion },
    fields: [
      { name: liveTimeName, type: 'time', typeInfo: { frame: 'time.Time' }, config: {} },
      ...columns.map(({ name, labels, config }) => ({
        ...{ name, type: 'number', typeInfo: { frame: 'float64', nullable: true } },
        ...{ labels, config },
      })),
    ],
  });
  const rowsAtOnce = Math.max(1, Math.floor(cellsOfPacket / (columns.length + 1)));
  const packets: StreamPacket[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    packets.push(Buffer.from(`{"schema":${schema},"data":${toData(rows.slice(at, at + rowsAtOnce), columns.length)}}`));
    yield;
  }
  return packets;
}

interface Row {
  readonly epochMs: number;
  /** By column; an array hole where the series has no point. */
  readonly values: PointValue[];
}

function* toRows(points: NewColumns, columns: readonly LiveColumn[]): Steps<readonly Row[]> {
  const rows = new Map<number, Row>();
  const firstMs = yield* firstTime(points, Math.floor(maxCellsOfPush / (columns.length + 1)));
  for (const [column, { key }] of columns.entries()) {
    yield* forEachInSteps(points.get(key) ?? [], ({ epochMs, value }) => {
      if (epochMs < firstMs) return;
      const row = rows.get(epochMs) ?? { epochMs, values: new Array<PointValue>(columns.length) };
      row.values[column] = value;
      rows.set(epochMs, row);
    });
  }
  return [...rows.values()].sort((a, b) => a.epochMs - b.epochMs);
}

/** The first time of the newest `maxRows` different times; -Infinity where there are no more than that. */
function* firstTime(points: NewColumns, maxRows: number): Steps<number> {
  const times = new Set<number>();
  for (const column of points.values()) yield* forEachInSteps(column, ({ epochMs }) => times.add(epochMs));
  if (times.size <= maxRows) return -Infinity;
  return Float64Array.from(times).sort()[times.size - maxRows] ?? -Infinity;
}

function toData(rows: readonly Row[], columnCount: number): string {
  const times = rows.map(({ epochMs }) => epochMs).join(',');
  const columns = Array.from({ length: columnCount }, (_, column) =>
    toColumn(rows.map(({ values }) => values[column])),
  );
  const entities = columns.map((column) => column.entities);
  const special = entities.some((one) => one !== 'null') ? `,"entities":[null,${entities.join(',')}]` : '';
  return `{"values":[[${times}]${columns.map(({ values }) => `,[${values}]`).join('')}]${special}}`;
}

/** Values that JSON has no number for, as Grafana names them. */
type Entity = 'NaN' | 'Inf' | 'NegInf' | 'Undef';

function toColumn(values: readonly (PointValue | undefined)[]): { readonly values: string; readonly entities: string } {
  const entities: Partial<Record<Entity, number[]>> = {};
  const texts = values.map((value, row) => {
    const entity = entityOf(value);
    if (entity === undefined) return String(value);
    (entities[entity] ??= []).push(row);
    return 'null';
  });
  const found = Object.keys(entities).length > 0;
  return { values: texts.join(','), entities: found ? JSON.stringify(entities) : 'null' };
}

function entityOf(value: PointValue | undefined): Entity | undefined {
  if (value === undefined) return 'Undef';
  if (value === Infinity) return 'Inf';
  if (value === -Infinity) return 'NegInf';
  return typeof value === 'number' && Number.isNaN(value) ? 'NaN' : undefined;
}
