import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { collectThoroughly } from './v8-internals.ts';

describe('collectThoroughly', () => {
  it('takes what nobody holds', async () => {
    const garbage = Array.from({ length: 100 }, () => new WeakRef({ text: 'garbage' }));
    // What a weak reference was made of is held until the end of the turn.
    await sleep(0);
    await collectThoroughly();
    expect(garbage.filter((reference) => reference.deref() !== undefined)).toHaveLength(0);
  });
});
