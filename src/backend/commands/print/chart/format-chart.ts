import { styleText } from 'node:util';
import { type BrailleCanvas, brailleCharacter, createBrailleCanvas, dotsHigh, dotsWide } from './braille-canvas.ts';
import { timeTicks, type ValueScale, valueScale } from './chart-scale.ts';
import type { ChartSeries } from './chart-series.ts';
import { formatLegend } from './format-legend.ts';
import { formatTick } from '../format-number.ts';
import { seriesMark } from './series-mark.ts';

export interface ChartOptions {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** Of the whole, in characters. */
  readonly width: number;
  /** Of the plot without axis and legend, in characters. */
  readonly height: number;
  readonly colours: boolean;
}

/**
 * Lines over time with axes and a legend, as lines of text. Gaps stay open.
 * Several series have colours, or without colours letters of their own.
 */
export function formatChart(series: readonly ChartSeries[], options: ChartOptions): readonly string[] {
  const legend = formatLegend(series, options);
  const drawn = series.flatMap(({ values }) => values.filter(Number.isFinite));
  if (drawn.length === 0) return ['(no values between the two times)', ...legend];
  const scale = valueScale(
    least(drawn),
    -least(drawn.map((value) => -value)),
    Math.max(2, Math.ceil(options.height / 3)),
  );
  const axis = valueAxis(scale, options.height);
  const columns = Math.max(10, options.width - axis.width - 2);
  const plot = { ...options, columns, scale };
  const canvases = series.map((one) => draw(one, plot));
  const rows = Array.from(
    { length: options.height },
    (_, row) => `${axis.labels[row] ?? ''}${plotRow(canvases, row, options)}`,
  );
  return [...rows, ...timeAxis(plot, axis.width), ...legend];
}

interface Plot extends ChartOptions {
  readonly columns: number;
  readonly scale: ValueScale;
}

/** Math.min(...values) overflows the stack with a hundred thousand values. */
function least(values: readonly number[]): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), Infinity);
}

interface ValueAxis {
  readonly width: number;
  /** One a row, the axis' line included. */
  readonly labels: readonly string[];
}

function valueAxis(scale: ValueScale, height: number): ValueAxis {
  const texts = new Map(scale.ticks.map((tick) => [rowOf(tick, scale, height), formatTick(tick, scale)]));
  const width = Math.max(...[...texts.values()].map((text) => text.length)) + 1;
  const labels = Array.from({ length: height }, (_, row) => {
    const text = texts.get(row);
    return `${(text ?? '').padStart(width - 1)} ${text === undefined ? '│' : '┤'}`;
  });
  return { width, labels };
}

function rowOf(value: number, { min, max }: ValueScale, height: number): number {
  return Math.min(height - 1, Math.floor(((max - value) / (max - min)) * height));
}

function draw({ times, values }: ChartSeries, plot: Plot): BrailleCanvas {
  const { fromEpochMs, toEpochMs, columns, height, scale } = plot;
  const canvas = createBrailleCanvas(columns, height);
  const toDot = (epochMs: number, value: number) => ({
    x: Math.round(((epochMs - fromEpochMs) / Math.max(1, toEpochMs - fromEpochMs)) * (columns * dotsWide - 1)),
    y: Math.round(((scale.max - value) / (scale.max - scale.min)) * (height * dotsHigh - 1)),
  });
  for (const [i, time] of times.entries()) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value) || time < fromEpochMs || time > toEpochMs) continue;
    const dot = toDot(time, value);
    const before = values[i - 1] ?? NaN;
    const beforeTime = times[i - 1] ?? NaN;
    const connected = Number.isFinite(before) && beforeTime >= fromEpochMs;
    canvas.drawLine(connected ? toDot(beforeTime, before) : dot, dot);
  }
  return canvas;
}

function plotRow(canvases: readonly BrailleCanvas[], row: number, { colours }: ChartOptions): string {
  const cells = Array.from({ length: canvases[0]?.columns ?? 0 }, (_, column) => {
    const dots = canvases.map((canvas) => canvas.dotsAt(column, row));
    const top = dots.findLastIndex((bits) => bits !== 0);
    if (top === -1) return ' ';
    const mark = seriesMark(top, canvases.length, colours);
    if (mark.letter !== undefined) return mark.letter;
    const character = brailleCharacter(dots.reduce((all, bits) => all | bits, 0));
    return mark.colour === undefined ? character : styleText(mark.colour, character, { validateStream: false });
  });
  return cells.join('').trimEnd();
}

function timeAxis({ fromEpochMs, toEpochMs, columns }: Plot, labelWidth: number): readonly string[] {
  const line = Array.from({ length: columns }, () => '─');
  const labels = Array.from({ length: columns }, () => ' ');
  let free = 0;
  for (const { epochMs, label } of timeTicks(fromEpochMs, toEpochMs, Math.floor(columns / 14))) {
    const column = Math.round(((epochMs - fromEpochMs) / Math.max(1, toEpochMs - fromEpochMs)) * (columns - 1));
    line[column] = '┬';
    const start = Math.min(columns - label.length, Math.max(0, column - Math.floor(label.length / 2)));
    if (start < free) continue;
    labels.splice(start, label.length, ...label.split(''));
    free = start + label.length + 1;
  }
  const margin = ' '.repeat(labelWidth);
  return [`${margin}└${line.join('')}`, `${'UTC'.padStart(labelWidth)} ${labels.join('').trimEnd()}`];
}
