import { expect, it } from '@jest/globals';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { listJsonInSteps } from './list-json.ts';

it.each([0, 1, 1000])('writes a list of %s, with pauses', (length) => {
  const items = Array.from({ length }, (_, value) => ({ text: `"${String(value)}"`, value }));
  const steps = (): ReturnType<typeof listJsonInSteps> => listJsonInSteps(items, (item) => item);
  expect(JSON.parse(runAtOnce(steps()))).toEqual(items);
  expect(Array.from(steps()).length).toBe(Math.floor(length / 16));
});
