import { readFileSync } from 'node:fs';
import { test } from '@jest/globals';
import { type KnownGap, parseKnownGaps } from './known-gaps.ts';

/**
 * A numbered check as a test. One that known-gaps.txt says fails has to fail, so that the entry goes when the gap does.
 * @param number such as `7.3`: the list's item, then ours
 */
export function check(number: string, title: string, run: () => Promise<void>, timeoutMs = 30_000): void {
  const gap = knownGaps().find(({ kind, check }) => kind === 'fails' && check === number);
  test(`${number} ${title}`, gap === undefined ? run : () => expectFailure(gap, run), timeoutMs);
}

function knownGaps(): readonly KnownGap[] {
  return parseKnownGaps(readFileSync('src/testing/interop/known-gaps.txt', 'utf8'));
}

async function expectFailure({ check, reason }: KnownGap, run: () => Promise<void>): Promise<void> {
  const failed = await run().then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`${check} passes now; take it out of known-gaps.txt, where it says: ${reason}`);
}
