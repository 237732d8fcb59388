import { describe, expect, it } from '@jest/globals';

import { namedVariable } from './names-variable.ts';

describe('namedVariable', () => {
  it.each([
    [{ target: 'cpu $host' }, '$host'],
    [{ target: 'cpu ${host:csv}' }, '${host:csv}'],
    [{ target: '[[host]]' }, '[[host]]'],
    [{ payload: '{"h":"$host"}' }, '$host'],
    [{ payload: { h: '$host' } }, '$host'],
  ])('finds what only a dashboard has: %j', (query, name) => {
    expect(namedVariable({ refId: 'A', ...query })).toBe(name);
  });

  it.each([
    [{ target: 'cpu' }],
    [{ target: '5 $ or $5' }],
    [{ target: 'cpu', payload: '{"from":"$__from","every":"${__interval}"}' }],
    [{ target: 'cpu', alias: '$target' }],
  ])('finds none where an alert rule fills in all: %j', (query) => {
    expect(namedVariable({ refId: 'A', ...query })).toBeUndefined();
  });
});
