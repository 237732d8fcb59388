import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { ChartSeries } from './chart-series.ts';
import { type ChartOptions, formatChart } from './format-chart.ts';
import { formatSparklines } from './format-sparkline.ts';

const fromEpochMs = Date.parse('2024-05-01T06:00:00Z');
const options: ChartOptions = {
  fromEpochMs,
  toEpochMs: fromEpochMs + 3_600_000,
  width: 44,
  height: 4,
  colours: false,
};
const minutes = Array.from({ length: 61 }, (_, i) => i);
const times = minutes.map((minute) => fromEpochMs + minute * 60_000);
const rising: ChartSeries = { name: 'rising', unit: 'percent', times, values: minutes };
const falling: ChartSeries = {
  ...rising,
  name: 'falling',
  unit: undefined,
  values: minutes.map((minute) => 60 - minute),
};

describe('formatChart', () => {
  it('draws one series as a line with axes and a legend', () => {
    expect(formatChart([rising], options)).toEqual([
      '100 ┤',
      '    │                                ⣀⣀⣀⡠⠤⠤',
      '    │               ⣀⣀⣀⣀⡠⠤⠤⠤⠒⠒⠒⠒⠊⠉⠉⠉⠉',
      '  0 ┤⣀⣀⡠⠤⠤⠤⠤⠒⠒⠒⠊⠉⠉⠉⠉',
      '    └┬──────────────────┬─────────────────┬',
      ' UTC 06:00            06:30           07:00',
      ' ━ rising (percent)  min 0  max 60  last 60',
    ]);
  });

  it('leaves gaps open', () => {
    const values = rising.values.map((value, i) => (i > 20 && i < 40 ? NaN : value));
    expect(formatChart([{ ...rising, values }], options).slice(1, 4)).toEqual([
      '    │                                ⣀⣀⣀⡠⠤⠤',
      '    │                         ⠒⠒⠊⠉⠉⠉⠉',
      '  0 ┤⣀⣀⡠⠤⠤⠤⠤⠒⠒⠒⠊⠉⠉',
    ]);
  });

  it('draws a point that is alone', () => {
    const lines = formatChart([{ ...rising, times: times.slice(30, 31), values: [42] }], options);
    expect(lines.join('').match(/[\u2801-\u28ff]/g)).toHaveLength(1);
  });

  it('tells several apart by letters, or by colours where there are any', () => {
    const plain = formatChart([rising, falling], options);
    expect(plain).toEqual([
      '100 ┤',
      '    │bbbbbb                          aaaaaa',
      '    │      bbbbbbbbbbbbbbbbbaaaaaaaaa',
      '  0 ┤aaaaaaaaaaaaaaa        bbbbbbbbbbbbbbb',
      '    └┬──────────────────┬─────────────────┬',
      ' UTC 06:00            06:30           07:00',
      ' a rising (percent)  min 0  max 60  last 60',
      ' b falling           min 0  max 60  last  0',
    ]);
    const coloured = formatChart([rising, falling], { ...options, colours: true });
    expect(coloured.at(-1)).toContain('\u001b[33m━\u001b[39m falling');
    expect(stripVTControlCharacters(coloured.join(''))).toMatch(/[\u2801-\u28ff]/);
  });

  it('keeps within its width', () => {
    for (const width of [40, 80, 133]) {
      const lines = formatChart([rising, { ...falling, name: 'long '.repeat(50) }], {
        ...options,
        width,
        colours: true,
      });
      for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(width);
    }
  });

  it('says when there is nothing to draw', () => {
    expect(formatChart([{ ...rising, values: minutes.map(() => NaN) }], options)).toEqual([
      '(no values between the two times)',
      ' ━ rising (percent)  min -  max -  last -',
    ]);
  });

  it('draws half a million points', () => {
    const many = Array.from({ length: 500_000 }, (_, i) => i);
    const series = { name: 'many', unit: undefined, times: many.map((i) => fromEpochMs + i * 7), values: many };
    expect(formatChart([series], options).at(-1)).toContain('max 499999');
  });
});

describe('formatSparklines', () => {
  it('draws a line of bars and a legend for each series', () => {
    const values = rising.values.map((value, i) => (i > 20 && i < 40 ? NaN : value));
    expect(formatSparklines([{ ...rising, values }, falling], options)).toEqual([
      ' ▁▁▁▁▁▁▂▂▂▂▃▃▃▃             ▆▆▆▆▇▇▇▇▇██████',
      ' a rising (percent)  min 0  max 60  last 60',
      ' ██████▇▇▇▇▆▆▆▆▆▆▅▅▅▅▅▄▄▄▄▃▃▃▃▃▃▂▂▂▂▂▁▁▁▁▁▁',
      ' b falling           min 0  max 60  last  0',
    ]);
  });
});
