import { Script } from 'node:vm';

import { expect, it } from '@jest/globals';

import { compileWhole } from './v8-internals.ts';

it('compiles functions that nobody has called, into a code cache that V8 takes without flags', () => {
  const functions = Array.from({ length: 200 }, (_, i) => `(a) => [a, ${String(i)}, a + 1]`);
  const text = `(function () { return [${functions.join(', ')}]; })`;
  const whole = compileWhole(text, 'whole.js').createCachedData();
  // Under another name: V8 would find what it has compiled.
  const lazy = new Script(text, { filename: 'lazy.js' }).createCachedData();
  expect(whole.length).toBeGreaterThan(2 * lazy.length);
  expect(new Script(text, { filename: 'whole.js', cachedData: whole }).cachedDataRejected).toBe(false);
});
