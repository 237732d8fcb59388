import { expect, it } from '@jest/globals';
import { FollowedSeries } from './followed-series.ts';

it('takes a push of many points', () => {
  const count = 300_000;
  const times = Array.from({ length: count }, (_, i) => 1_714_543_200_000 + i);
  const series = new FollowedSeries([]);
  series.add(
    JSON.stringify({
      schema: { fields: [{ name: 'Time' }, { name: 'a' }] },
      data: { values: [times, times.map((time) => time % 10)] },
    }),
  );
  const frames = series.frames(1_714_543_200_000 + count - 3);
  expect(frames).toMatchObject([{ name: 'a', fields: [{}, { values: Float64Array.from([7, 8, 9]) }] }]);
});
