import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

describe('the seed of property tests', () => {
  it('is the same in every run, unless the environment names another', () => {
    const { FAST_CHECK_SEED } = process.env;
    expect(fc.readConfigureGlobal().seed).toBe(FAST_CHECK_SEED === undefined ? 20_260_101 : Number(FAST_CHECK_SEED));
  });
});
