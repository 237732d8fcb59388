import { expect, it } from '@jest/globals';
import { RequestQueue } from './request-queue.ts';

it('gives requests back in their order', () => {
  const queue = new RequestQueue<number>();
  const given: (number | null)[] = [];
  for (let each = 0; each < 1000; each++) {
    queue.push(each);
    // Grows and shrinks: two come, one goes, until nobody comes any more.
    if (each % 2 === 1) given.push(queue.shift());
  }
  expect(queue.isEmpty()).toBe(false);
  while (!queue.isEmpty()) given.push(queue.shift());
  expect(given).toEqual(Array.from({ length: 1000 }, (_, each) => each));
});

it('says when nothing waits, and goes on afterwards', () => {
  const queue = new RequestQueue<string>();
  expect(queue.isEmpty()).toBe(true);
  expect(queue.shift()).toBeNull();
  queue.push('first');
  expect(queue.isEmpty()).toBe(false);
  expect([queue.shift(), queue.shift()]).toEqual(['first', null]);
  queue.push('second');
  expect(queue.shift()).toBe('second');
  expect(queue.isEmpty()).toBe(true);
});
