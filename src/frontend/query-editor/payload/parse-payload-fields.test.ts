import { describe, expect, it } from '@jest/globals';

import { parsePayloadFields } from './parse-payload-fields.ts';

const plain = { name: 'host', type: 'input', reloadMetric: false };

describe('parsePayloadFields', () => {
  it('reads all that a server may say of a field', () => {
    const looks = { label: 'Host', placeholder: 'web-1', width: 20 };
    const options = [{ value: 1, label: 'One' }, { value: false }, 'two'];
    const described = { name: 'host', type: 'select', options, defaultValue: 1, reloadMetric: true, ...looks };
    expect(parsePayloadFields([described])).toEqual([
      { ...described, options: [{ value: 1, label: 'One' }, { value: false }, { value: 'two' }] },
    ]);
  });

  it.each([
    ['an unknown type', { type: 'slider' }],
    ['an empty label', { label: '' }],
    ['a label that is no text', { label: 7 }],
    ['a placeholder that is no text', { placeholder: 7 }],
    ['a width of 0', { width: 0 }],
    ['a negative width', { width: -1 }],
    ['a width that is no number', { width: '20' }],
    ['options that are no list', { options: {} }],
    ['a reload that is not true', { reloadMetric: 'yes' }],
  ])('goes without %s', (_, given) => {
    expect(parsePayloadFields([{ name: 'host', ...given }])).toEqual([plain]);
  });

  it('leaves out what is no field, and options that are none', () => {
    const options = [null, {}, { value: {} }, { value: 'a', label: 7 }];
    expect(parsePayloadFields([null, 'host', {}, { name: '' }, { name: 7 }, { name: 'host', options }])).toEqual([
      { ...plain, options: [{ value: 'a' }] },
    ]);
  });
});
