import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJsonExcess, type JsonExcess } from './measure-json.ts';

const mebibyte = 1024 * 1024;
const limits = { maxDepth: 20, maxValues: 1000, maxContainers: 450, maxNames: 100, maxHeapBytes: mebibyte };

describe('findJsonExcess', () => {
  it.each<[string, string, JsonExcess | undefined]>([
    ['arrays as deep as allowed', `${'['.repeat(20)}${']'.repeat(20)}`, undefined],
    ['deeper arrays', `${'['.repeat(21)}${']'.repeat(21)}`, 'maxDepth'],
    ['deeper objects', `${'{"a":'.repeat(21)}1${'}'.repeat(21)}`, 'maxDepth'],
    ['arrays that never close', '['.repeat(5000), 'maxDepth'],
    ['brackets in texts', `["${'[{'.repeat(400)}"]`, undefined],
    ['brackets behind an escaped quote', `["\\"${'['.repeat(400)}"]`, undefined],
    ['brackets behind an escaped backslash at the end', `["\\\\",${'['.repeat(400)}]`, 'maxDepth'],
    ['arrays beside each other', `[${'[],'.repeat(400)}1]`, undefined],
    ['as many values as allowed', `[${'1,'.repeat(997)}1]`, undefined],
    ['more values', `[${'1,'.repeat(1000)}1]`, 'maxValues'],
    ['more objects', `[${'{},'.repeat(450)}1]`, 'maxContainers'],
    ['as many arrays as allowed', `[${'[],'.repeat(449)}1]`, undefined],
    ['more arrays', `[${'[1],'.repeat(450)}1]`, 'maxContainers'],
    ['documents without commas between them', '{}\n'.repeat(451), 'maxContainers'],
    ['as many different keys as allowed', objectOf(100), undefined],
    ['more different keys', objectOf(101), 'maxNames'],
    ['more different keys with blanks behind them', objectOf(101).replaceAll(':', ' \n:'), 'maxNames'],
    ['more different keys in objects of their own', `[${objectOf(101).replaceAll(',', '},{')}]`, 'maxNames'],
    ['the same keys again and again', `[${Array.from({ length: 9 }, () => objectOf(50)).join()}]`, undefined],
    ['more different texts that are no keys', `[${namesOf(300).join()}]`, undefined],
    ['texts that take less memory than allowed', `["${'a'.repeat(mebibyte - 100)}",1]`, undefined],
    ['texts that take more memory', `["${'a'.repeat(mebibyte)}",1]`, 'maxHeapBytes'],
    ['a text that never closes', `["${'\\"'.repeat(400)}`, undefined],
  ])('%s', (_, text, excess) => {
    expect(findJsonExcess(Buffer.from(text), limits)).toBe(excess);
  });

  it('counts names that somebody has chosen for their hash', () => {
    const names = namesOfOneHash();
    expect(new Set(names.map(fnv1a)).size).toBe(1);
    const text = Buffer.from(`{${names.map((name) => `"${name}":1`).join()}}`);
    // A hash that is random only in where it begins misses them in one of sixty attempts.
    const found = Array.from({ length: 1000 }, () => findJsonExcess(text, limits));
    expect(new Set(found)).toEqual(new Set(['maxNames']));
  });

  it('knows the depth of whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }), (value) => {
        const text = Buffer.from(JSON.stringify(value).padEnd(64));
        const depth = depthOf(value);
        const others = { maxValues: Infinity, maxContainers: Infinity, maxNames: Infinity, maxHeapBytes: Infinity };
        expect(findJsonExcess(text, { maxDepth: depth, ...others })).toBeUndefined();
        if (depth > 0) expect(findJsonExcess(text, { maxDepth: depth - 1, ...others })).toBe('maxDepth');
      }),
    );
  });

  it('finds the ends of long texts, wherever they have quotes and backslashes', () => {
    const piece = fc.oneof(
      fc.constantFrom('\\', '"', '\\"', '[,{'),
      fc.integer({ min: 200, max: 300 }).map((count) => 'x'.repeat(count)),
    );
    const texts = fc.array(
      fc.array(piece).map((pieces) => pieces.join('')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(texts, (values) => {
        const text = Buffer.from(JSON.stringify(values).padEnd(64));
        const others = { maxDepth: 1, maxContainers: 1, maxNames: Infinity, maxHeapBytes: Infinity };
        expect(findJsonExcess(text, { maxValues: values.length + 1, ...others })).toBeUndefined();
        expect(findJsonExcess(text, { maxValues: values.length, ...others })).toBe('maxValues');
      }),
    );
  });

  it('passes over any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 21, maxLength: 200 }), (bytes) => {
        findJsonExcess(bytes, limits);
      }),
    );
  });
});

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `"name-${String(i)}"`);
}

function objectOf(count: number): string {
  return `{${namesOf(count)
    .map((name) => `${name}:1`)
    .join()}}`;
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Names of one hash by FNV-1a as it is published: in each place, both parts lead to the same state. */
function namesOfOneHash(): readonly string[] {
  const places = [
    ['pwylg6', 'r77kqs'],
    ['czem9d', 'dfv81a'],
    ['ebcszh', '63g1f2'],
    ['hkneb1', 'bp6yrd'],
    ['hmypt8', '3qgtqp'],
    ['qm8teu', 'f4lrs9'],
    ['15yfsi', '4r0t5j'],
  ];
  return places.reduce((names, parts) => names.flatMap((name) => parts.map((part) => name + part)), ['']);
}
