import { describe, expect, it, jest } from '@jest/globals';
import { Registry } from 'prom-client';
import type { MetricFamily } from './metric-families.ts';
import { formatFamilies } from './prom-client-internals.ts';

const family = {
  name: 'asked_total',
  help: 'How often.',
  type: 'counter',
  values: [{ value: 3, labels: { datasource: 'a"b' } }],
} as unknown as MetricFamily;

describe('formatFamilies', () => {
  it("writes what was counted elsewhere in Prometheus' text format", async () => {
    const text = await formatFamilies(new Registry(), [family]);
    expect(text.trim().split('\n')).toEqual([
      '# HELP asked_total How often.',
      '# TYPE asked_total counter',
      String.raw`asked_total{datasource="a\"b"} 3`,
    ]);
  });

  it('warns and goes without them when a registry reads metrics in another way', async () => {
    const registry = new Registry();
    registry.metrics = () => Promise.reject(new TypeError('metric.collect is not a function'));
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    expect(await formatFamilies(registry, [family])).toBe('');
    expect(String(warn.mock.calls[0]?.[0])).toContain('(TypeError: metric.collect is not a function)');
    warn.mockRestore();
  });
});
