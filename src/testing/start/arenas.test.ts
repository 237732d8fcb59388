import { readFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { openStartStage, places, type StartStage } from './start-stage.ts';

const arenaBytes = 64 * 1024 * 1024;

/** Those of threads: glibc reserves an aligned range for each, of which the begin may be written. */
async function countArenas(pid: number): Promise<number> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  const ranges = [...maps.matchAll(/^([\da-f]+)-([\da-f]+) (\S+) \S+ 00:00 0 *$/gm)].map(
    ([, from = '', to = '', flags]) => ({ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16), flags }),
  );
  const isReserve = (at: number, end: number): boolean =>
    ranges.some(({ from, to, flags }) => from === at && to === end && flags === '---p');
  return ranges.filter(
    ({ from, to, flags }) => flags === 'rw-p' && from % arenaBytes === 0 && isReserve(to, from + arenaBytes),
  ).length;
}

// An emulator of another processor has arenas of its own.
describe.each(places.filter(({ arch }) => arch === 'amd64'))('$system', (place) => {
  let stage: StartStage;

  beforeEach(() => {
    stage = openStartStage(place);
  });

  afterEach(() => stage.close());

  it('one arena of malloc', async () => {
    const { pid } = await stage.launch('13');
    expect(await countArenas(pid)).toBe(0);
  });

  it('as many arenas as MALLOC_ARENA_MAX allows', async () => {
    const { pid } = await stage.launch('13', ['MALLOC_ARENA_MAX=3']);
    expect(await countArenas(pid)).toBe(2);
  });
});
