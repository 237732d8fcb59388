import { isNull } from '../../dataframe/field.ts';
import type { ReverseWriter } from './reverse-writer.ts';
import type { Series } from './series-of.ts';

/**
 * `models.TimeSeries`, as field 4 of a result. Points without a finite value are left out: this wire has no null, and a NaN
 * breaks the whole HTTP answer of Grafana 5 and 6.
 */
export function writeTimeSeries(writer: ReverseWriter, { name, labels, time, value }: Series): void {
  const before = writer.length;
  for (let i = time.values.length - 1; i >= 0; i--) {
    const number = Number(value.values[i]);
    if (!Number.isFinite(number) || isNull(value, i) || isNull(time, i)) continue;
    writer.point(3, Math.round(time.values[i] ?? 0), number);
  }
  writeLabels(writer, labels);
  writer.string(1, name);
  writer.embed(4, before);
}

function writeLabels(writer: ReverseWriter, labels: Series['labels']): void {
  for (const [key, value] of Object.entries(labels).reverse()) {
    const before = writer.length;
    writer.string(2, value);
    writer.string(1, key);
    writer.embed(2, before);
  }
}
