import { describe, expect, it } from '@jest/globals';
import { parseFieldConfig } from './parse-field-config.ts';
import { createProblemList } from '../json/problem-list.ts';

function parse(value: unknown): { config: unknown; problems: readonly string[] } {
  const problems = createProblemList();
  return { config: parseFieldConfig(value, 'at', problems), problems: problems.texts() };
}

const step = { value: 1, color: 'red', state: 'bad' };

describe('parseFieldConfig', () => {
  it.each([
    { displayName: 'a', displayNameFromDS: 'b', description: 'c', unit: 'ms', noValue: '-' },
    { decimals: 0, min: -1.5, max: 1e9, interval: 1000, filterable: false },
    { custom: { width: 100, nested: [{}] }, color: { mode: 'fixed' } },
    { links: [{ title: 'a', url: 'http://x', targetBlank: true }] },
    { thresholds: { mode: 'absolute', steps: [{ value: null, color: 'green' }, step] } },
    { mappings: [{ type: 'value', options: { '1': { text: 'on', color: 'red', index: 0 } } }] },
    { mappings: [{ type: 'range', options: { from: 0, to: null, result: { text: 'low' } } }] },
    { mappings: [{ type: 'special', options: { match: 'null+nan', result: { text: 'none' } } }] },
  ])('takes %j as it is', (config) => {
    expect(parse(config)).toEqual({ config, problems: [] });
  });

  it.each<[unknown, unknown]>([
    [null, undefined],
    [[], undefined],
    [{}, undefined],
    [{ text: 'a', type: 'number', sort: true, desc: 1 }, undefined],
    [{ unit: null, decimals: null }, undefined],
    [
      { decimals: '2', min: '0.5' },
      { decimals: 2, min: 0.5 },
    ],
    [{ custom: { id: 9007199254740993n } }, { custom: { id: '9007199254740993' } }],
  ])('reads %p', (value, config) => {
    expect(parse(value)).toEqual({ config, problems: [] });
  });

  it.each([
    ['unit', 7],
    ['decimals', 1.5],
    ['decimals', -1],
    ['decimals', 65536],
    ['min', 'low'],
    ['max', true],
    ['interval', Infinity],
    ['filterable', 'yes'],
    ['noValue', 0],
    ['custom', []],
    ['color', 'red'],
    ['links', {}],
    ['links', [{ title: 7 }]],
    ['links', [{ targetBlank: 'yes' }]],
    ['mappings', [{ type: 'regex', options: { pattern: 'a' } }]],
    ['mappings', [{ type: 'value', options: { a: 'on' } }]],
    ['mappings', [{ type: 'value', options: { a: { index: 1.5 } } }]],
    ['mappings', [{ type: 'range', options: { from: 'low' } }]],
    ['mappings', [{ type: 'special', options: { match: 7 } }]],
    ['mappings', [{ type: 'value' }]],
    ['mappings', ['on']],
    ['thresholds', { mode: 'absolute', steps: [], extra: 1 }],
    ['thresholds', { mode: 1 }],
    ['thresholds', { mode: 'absolute', steps: {} }],
    ['thresholds', { mode: 'absolute', steps: [{ value: 'low' }] }],
    ['thresholds', { mode: 'absolute', steps: [7] }],
  ])('leaves out and names %s of %j, which fails a whole frame', (key, value) => {
    const { config, problems } = parse({ [key]: value, description: 'kept' });
    expect(config).toEqual({ description: 'kept' });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^at\\.${key}: expected .*, got `))]);
  });

  it.each([
    ['custom', { nested: 'x'.repeat(600_000) }],
    ['links', Array.from({ length: 20_000 }, () => ({ title: 'a', url: 'http://localhost/' }))],
  ])('leaves out and names %s that is too long to travel with each series', (key, value) => {
    const { config, problems } = parse({ [key]: value, description: 'kept' });
    expect(config).toEqual({ description: 'kept' });
    expect(problems).toEqual([
      expect.stringMatching(/^at\.[a-z]+: expected .* of at most 524288 characters as JSON, got /),
    ]);
  });

  it('names what is no object', () => {
    expect(parse('ms')).toEqual({ config: undefined, problems: ['at: expected an object of field options, got "ms"'] });
  });
});
