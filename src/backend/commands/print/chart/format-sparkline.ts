import { styleText } from 'node:util';
import type { ChartOptions } from './format-chart.ts';
import type { ChartSeries } from './chart-series.ts';
import { formatLegend } from './format-legend.ts';
import { seriesMark } from './series-mark.ts';

const bars = '▁▂▃▄▅▆▇█';

export type SparklineOptions = Omit<ChartOptions, 'height'>;

/** Two lines for each series, for where there is no room for axes: one character a moment, its height the last value until then. */
export function formatSparklines(series: readonly ChartSeries[], options: SparklineOptions): readonly string[] {
  const legend = formatLegend(series, options);
  return series.flatMap((one, i) => {
    const { colour } = seriesMark(i, series.length, options.colours);
    const bar = sparkline(one, options);
    return [` ${colour === undefined ? bar : styleText(colour, bar, { validateStream: false })}`, legend[i] ?? ''];
  });
}

function sparkline({ times, values }: ChartSeries, { fromEpochMs, toEpochMs, width }: SparklineOptions): string {
  const columns = Math.max(10, width - 2);
  const cells = new Array<number>(columns).fill(NaN);
  for (const [i, time] of times.entries()) {
    const value = values[i] ?? NaN;
    const column = Math.floor(((time - fromEpochMs) / Math.max(1, toEpochMs - fromEpochMs)) * (columns - 1));
    if (Number.isFinite(value) && column >= 0 && column < columns) cells[column] = value;
  }
  const present = cells.filter(Number.isFinite);
  const min = Math.min(...present);
  const span = Math.max(...present) - min;
  const barOf = (value: number) => bars[span === 0 ? 3 : Math.min(7, Math.floor(((value - min) / span) * 8))] ?? ' ';
  return cells
    .map((value) => (Number.isNaN(value) ? ' ' : barOf(value)))
    .join('')
    .trimEnd();
}
