import { styleText } from 'node:util';
import type { ChartSeries } from './chart-series.ts';
import { formatNumber } from '../format-number.ts';
import { seriesMark } from './series-mark.ts';
import { fitText, textWidth } from '../text-width.ts';

export interface LegendOptions {
  /** In characters. */
  readonly width: number;
  readonly colours: boolean;
}

/** A line for each series: its mark, name and unit, least, greatest and last value. */
export function formatLegend(series: readonly ChartSeries[], { width, colours }: LegendOptions): readonly string[] {
  const figures = series.map(({ values }) => figuresOf(values));
  const figureWidths = [0, 1, 2].map((column) => Math.max(...figures.map((row) => row[column]?.length ?? 0)));
  const taken = ' x   min   max   last '.length + figureWidths.reduce((sum, figure) => sum + figure, 0);
  const names = series.map(({ name, unit }) =>
    fitText(unit === undefined ? name : `${name} (${unit})`, Math.max(8, width - taken)),
  );
  const nameWidth = Math.max(...names.map(textWidth));
  return names.map((name, i) => {
    const { colour, letter } = seriesMark(i, series.length, colours);
    const mark = letter ?? (colour === undefined ? '━' : styleText(colour, '━', { validateStream: false }));
    const labelled = ['min', 'max', 'last'].map(
      (label, column) => `${label} ${(figures[i]?.[column] ?? '').padStart(figureWidths[column] ?? 0)}`,
    );
    return ` ${mark} ${name}${' '.repeat(nameWidth - textWidth(name))}  ${labelled.join('  ')}`;
  });
}

/** "last" is the last that is there, as Grafana's "Last *". */
function figuresOf(values: readonly number[]): readonly [min: string, max: string, last: string] {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return ['-', '-', '-'];
  const min = present.reduce((least, value) => Math.min(least, value), Infinity);
  const max = present.reduce((most, value) => Math.max(most, value), -Infinity);
  return [formatNumber(min), formatNumber(max), formatNumber(present.at(-1) ?? NaN)];
}
