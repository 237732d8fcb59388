import { type DataFrame, frameLength } from '../../../sdk/dataframe/data-frame.ts';
import { isNull, type StringField, type TimeField } from '../../../sdk/dataframe/field.ts';
import { cellText } from '../cell-text.ts';
import { isNumberField, type NumberField } from '../number-field.ts';
import { seriesNames } from '../series-names.ts';

/** A line of a chart. */
export interface ChartSeries {
  readonly name: string;
  readonly unit: string | undefined;
  /** In ms since the epoch, in the frame's order. */
  readonly times: readonly number[];
  /** NaN is a gap. */
  readonly values: readonly number[];
}

/** Every number over time in the frames; rows of a long table are told apart by their texts. Frames without a time have none. */
export function toChartSeries(frames: readonly DataFrame[]): readonly ChartSeries[] {
  const columns = frames.flatMap(timedColumns);
  const names = seriesNames(columns);
  return columns.flatMap(({ frame, time, field }, i) =>
    groupRows(frame).map(({ name, rows }) => ({
      name: name === '' ? (names[i] ?? '') : `${names[i] ?? ''} ${name}`,
      unit: field.config?.unit,
      ...pointsOf(time, field, rows),
    })),
  );
}

interface TimedColumn {
  readonly frame: DataFrame;
  readonly time: TimeField;
  readonly field: NumberField;
}

function timedColumns(frame: DataFrame): readonly TimedColumn[] {
  const time = frame.fields.find((field) => field.type === 'time');
  return time === undefined ? [] : frame.fields.filter(isNumberField).map((field) => ({ frame, time, field }));
}

interface RowGroup {
  readonly name: string;
  readonly rows: readonly number[];
}

function groupRows(frame: DataFrame): readonly RowGroup[] {
  const texts = frame.fields.filter((field): field is StringField => field.type === 'string');
  const rows = Array.from({ length: frameLength(frame) }, (_, i) => i);
  if (texts.length === 0) return [{ name: '', rows }];
  const groups = Map.groupBy(rows, (i) => texts.map((field) => cellText(field, i)).join(' '));
  return [...groups].map(([name, members]) => ({ name, rows: members }));
}

function pointsOf(time: TimeField, field: NumberField, rows: readonly number[]): Pick<ChartSeries, 'times' | 'values'> {
  const timed = rows.filter((i) => !isNull(time, i));
  return {
    times: timed.map((i) => time.values[i] ?? NaN),
    values: timed.map((i) => (isNull(field, i) ? NaN : Number(field.values[i]))),
  };
}
