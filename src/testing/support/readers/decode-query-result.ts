import type { DataFrame } from '../../../backend/sdk/dataframe/data-frame.ts';
import { allValid, clearValid, type Field } from '../../../backend/sdk/dataframe/field.ts';
import {
  type QueryResult,
  type RowValue,
  RowValue_Kind,
  type Table,
  type TimeSeries,
} from '../../../backend/sdk/gen/pluginv1/datasource.ts';

/** What a version 1 host makes of a result, as frames, so that both versions can be shown and compared in the same way. */
export function decodeQueryResult({ refId, series, tables }: QueryResult): readonly DataFrame[] {
  return [...series.map((one) => seriesFrame(refId, one)), ...tables.map((table) => tableFrame(refId, table))];
}

function seriesFrame(refId: string, { name, tags, points }: TimeSeries): DataFrame {
  return {
    name,
    refId,
    fields: [
      { type: 'time', name: 'Time', values: Float64Array.from(points, ({ timestamp }) => timestamp) },
      { type: 'float64', name: 'Value', labels: tags, values: Float64Array.from(points, ({ value }) => value) },
    ],
  };
}

function tableFrame(refId: string, { columns, rows }: Table): DataFrame {
  const fields = columns.map(({ name }, i) => {
    const cells = rows.map(({ values }) => (values[i] === undefined ? null : cellValue(values[i])));
    return toField(name, cells);
  });
  return { name: '', refId, fields };
}

type Cell = string | number | boolean | null;

/** The kind alone decides; source: Grafana 7, datasource_plugin_wrapper.go. */
export function cellValue({ kind, doubleValue, int64Value, boolValue, stringValue, bytesValue }: RowValue): Cell {
  switch (kind) {
    case RowValue_Kind.TYPE_NULL:
      return null;
    case RowValue_Kind.TYPE_DOUBLE:
      return doubleValue;
    case RowValue_Kind.TYPE_INT64:
      return int64Value;
    case RowValue_Kind.TYPE_BOOL:
      return boolValue;
    case RowValue_Kind.TYPE_STRING:
      return stringValue;
    case RowValue_Kind.TYPE_BYTES:
      return bytesValue.toString('base64');
  }
}

/** Version 1 gives columns no type but their name: "Time" holds ms since the epoch. */
function toField(name: string, cells: readonly Cell[]): Field {
  const present = cells.filter((cell) => cell !== null);
  const bitmap = allValid(cells.length);
  for (const [i, cell] of cells.entries()) if (cell === null) clearValid(bitmap, i);
  const nullable = { name, validity: { bitmap, nullCount: cells.length - present.length } };
  const numbers = Float64Array.from(cells, Number);
  if (name === 'Time' && present.every((cell) => typeof cell === 'number'))
    return { ...nullable, type: 'time', values: numbers };
  if (present.every((cell) => typeof cell === 'number')) return { ...nullable, type: 'float64', values: numbers };
  if (present.every((cell) => typeof cell === 'boolean'))
    return { ...nullable, type: 'boolean', values: Uint8Array.from(cells, Number) };
  return { name, type: 'string', values: cells.map((cell) => (cell === null ? null : String(cell))) };
}
