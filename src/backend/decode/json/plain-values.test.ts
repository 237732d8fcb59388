import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from './parse-json-body.ts';

describe('what libraries write around values', () => {
  it.each<[string, unknown, unknown]>([
    [
      'Newtonsoft, preserving references',
      { $id: '1', $values: [{ $id: '2', target: 'a', datapoints: { $id: '3', $values: [{ $id: '4', $values: [1, 2] }] }, tags: { $id: '5', host: 'x' } }, { tags: { $ref: '5' } }, { $ref: '2' }] }, // prettier-ignore
      [
        { target: 'a', datapoints: [[1, 2]], tags: { host: 'x' } },
        { tags: { host: 'x' } },
        // Large things are not multiplied.
        null,
      ],
    ],
    ['Newtonsoft, naming types', { $type: 'X', a: { $type: 'Y[]', $values: [1] } }, { a: [1] }],
    ['a reference to nothing', [{ $ref: '7' }], [null]],
    [
      'MongoDB',
      [{ _id: { $oid: 'x' }, time: { $date: { $numberLong: '1714543200000' } }, load: { $numberDouble: '1.5' }, n: { $numberInt: '2' } }], // prettier-ignore
      [{ _id: 'x', time: '1714543200000', load: '1.5', n: '2' }],
    ],
    ['keys of the server’s own', { $set: { $date: 1, b: 2 }, a: '"$id' }, { $set: { $date: 1, b: 2 }, a: '"$id' }],
  ])('%s', (_, value, plain) => {
    expect(parseJsonBody(Buffer.from(JSON.stringify(value)))).toEqual(plain);
  });

  it('keeps keys that mean something to JavaScript', () => {
    const plain = parseJsonBody(Buffer.from('{"$id":"1","__proto__":{"a":1}}')) as object;
    expect(Object.keys(plain)).toEqual(['__proto__']);
  });
});
