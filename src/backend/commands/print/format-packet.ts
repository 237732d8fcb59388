import { liveFieldNames, liveTimeName } from '../../../shared/live-names.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { type Field, isNull, type TimeField } from '../../sdk/dataframe/field.ts';

/**
 * The first answer of a stream as one line in the form of its later ones: a column of times and one for each series, with what JSON has
 * no number for beside them. Undefined where the frames are not series.
 * Source of the form: grafana-plugin-sdk-go, data/frame_json.go.
 */
export function formatPacket(frames: readonly DataFrame[]): string | undefined {
  const series = frames.flatMap(toSeries);
  const [first] = frames;
  if (first === undefined || series.length !== frames.length) return undefined;
  const names = liveFieldNames(series.map(({ name, value }) => ({ name, labels: value.labels })));
  const times = [...new Set(series.flatMap(({ time }) => [...time.values]))].sort((a, b) => a - b);
  const { type, typeVersion } = first.meta ?? {};
  const schema = {
    ...(first.refId !== undefined && { refId: first.refId }),
    meta: { type: series.length === 1 ? type : 'timeseries-wide', typeVersion },
    fields: [
      { name: liveTimeName, type: 'time', typeInfo: { frame: 'time.Time' }, config: {} },
      ...series.map(({ value: { labels = {}, config = {} } }, i) => ({
        ...{ name: names[i], type: 'number', typeInfo: { frame: 'float64', nullable: true } },
        ...{ labels, config },
      })),
    ],
  };
  const columns = series.map((one) => toColumn(one, times));
  const entities = columns.map((column) => column.entities);
  const special = entities.some((one) => one !== null) ? { entities: [null, ...entities] } : {};
  return JSON.stringify({ schema, data: { values: [times, ...columns.map(({ values }) => values)], ...special } });
}

interface Series {
  readonly name: string;
  readonly time: TimeField;
  readonly value: Field;
}

function toSeries({ name, fields }: DataFrame): readonly Series[] {
  const [time, value] = fields;
  const isNumber = value?.type === 'float64' || value?.type === 'int64' || value?.type === 'boolean';
  return fields.length === 2 && time?.type === 'time' && isNumber ? [{ name, time, value }] : [];
}

interface Column {
  readonly values: readonly (number | null)[];
  readonly entities: Readonly<Record<string, readonly number[]>> | null;
}

function toColumn({ time, value }: Series, times: readonly number[]): Column {
  const rows = new Map(Array.from(time.values, (epochMs, row) => [epochMs, row]));
  const entities: Record<string, number[]> = {};
  const values = times.map((epochMs, at) => {
    const row = rows.get(epochMs);
    const number = row === undefined || isNull(value, row) ? null : Number(value.values[row]);
    const entity = row === undefined ? 'Undef' : entityOf(number);
    if (entity === undefined) return number;
    (entities[entity] ??= []).push(at);
    return null;
  });
  return { values, entities: Object.keys(entities).length === 0 ? null : entities };
}

function entityOf(value: number | null): string | undefined {
  if (value === null || Number.isFinite(value)) return undefined;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Inf' : 'NegInf';
}
