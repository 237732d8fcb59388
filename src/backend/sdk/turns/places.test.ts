import { describe, expect, it } from '@jest/globals';
import { Places } from './places.ts';

const { signal } = new AbortController();

describe('Places', () => {
  it('lets as many work as there are places, the others in their order', async () => {
    const places = new Places(2);
    const began: number[] = [];
    const ends = [1, 2, 3, 4].map(() => Promise.withResolvers<undefined>());
    const work = ends.map(({ promise }, i) =>
      places.use(signal, async () => {
        began.push(i);
        await promise;
        return i;
      }),
    );
    expect(began).toEqual([0, 1]);
    ends[1]?.resolve(undefined);
    expect(await work[1]).toBe(1);
    await Promise.resolve();
    expect(began).toEqual([0, 1, 2]);
    for (const { resolve } of ends) resolve(undefined);
    expect(await Promise.all(work)).toEqual([0, 1, 2, 3]);
  });

  it('gives a place back when the work fails', async () => {
    const places = new Places(1);
    const failed = places.use(signal, () => Promise.reject(new Error('broken')));
    const next = places.use(signal, () => Promise.resolve('next'));
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });

  it('lets nobody wait who has given up, and gives no place to them', async () => {
    const places = new Places(1);
    const end = Promise.withResolvers<undefined>();
    const first = places.use(signal, () => end.promise);
    const given = new AbortController();
    const gaveUp = places.use(given.signal, () => Promise.resolve('never'));
    const late = places.use(AbortSignal.abort(new Error('late')), () => Promise.resolve('never'));
    given.abort(new Error('gone'));
    await expect(gaveUp).rejects.toThrow('gone');
    await expect(late).rejects.toThrow('late');
    end.resolve(undefined);
    await first;
    expect(await places.use(signal, () => Promise.resolve('free'))).toBe('free');
  });
});
