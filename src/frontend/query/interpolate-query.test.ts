import { describe, expect, it } from '@jest/globals';

import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import { interpolateQuery } from './interpolate-query.ts';
import { createVariableFill, keepRange } from './variables/variable-fill.ts';

const fill = createVariableFill(fakeTemplateSrv([{ name: 'hosts', value: ['a.b', 'c'] }]), {});

describe('interpolateQuery', () => {
  it('fills in the metric with the regex format, as servers have always got it', () => {
    expect(interpolateQuery({ refId: 'A', target: 'cpu.$hosts' }, fill).target).toBe('cpu.(a\\.b|c)');
  });

  it('fills in payloads on the tree, under either name', () => {
    const query = { refId: 'A', target: 'up', payload: '{"h":"$hosts"}', data: { h: '$hosts' } };
    expect(interpolateQuery(query, fill)).toMatchObject({ payload: { h: ['a.b', 'c'] }, data: { h: ['a.b', 'c'] } });
  });

  it('leaves the places of an alias that the server or the executable fills', () => {
    expect(interpolateQuery({ refId: 'A', alias: '{{host}} $target $hosts' }, fill).alias).toBe(
      '{{host}} $target {a.b,c}',
    );
  });

  it("fills in an annotation's text with the glob format", () => {
    const annotation = { name: '$hosts', query: '$hosts', target: { target: '$hosts', payload: '{"h":"$hosts"}' } };
    expect(interpolateQuery({ refId: 'A', annotation }, fill).annotation).toEqual({
      name: '$hosts',
      query: '{a.b,c}',
      target: { target: '(a\\.b|c)', payload: { h: ['a.b', 'c'] } },
    });
  });

  it("leaves a live query's ends of the range to the executable, since they differ from refresh to refresh", () => {
    const range = [
      { name: '__from', value: '1714543200000' },
      { name: '__to', value: '1714564800000' },
    ];
    const filled = createVariableFill(fakeTemplateSrv([...range, { name: 'hosts', value: ['a', 'b'] }]), {});
    const query = {
      refId: 'A',
      target: '$hosts from $__from to ${__to:date:seconds} [[__from]] $__fromage',
      payload: '{"since": $__from, "until": "$__to", "text": "$hosts $__from", "hosts": "$hosts"}',
      live: {},
    };
    const kept = interpolateQuery(query, keepRange(filled));
    expect(kept.target).toBe('(a|b) from $__from to ${__to:date:seconds} [[__from]] $__fromage');
    expect(kept.payload).toEqual({
      since: '\uE000$__from',
      until: '$__to',
      text: '{a,b} $__from',
      hosts: ['a', 'b'],
    });
    expect(interpolateQuery(query, filled).payload).toMatchObject({ since: 1714543200000 });
  });

  it('returns the very object when there is nothing to fill in', () => {
    const annotation = { name: 'x', query: 'deploy', target: { target: 'up', payload: { a: [1] } } };
    const query = { refId: 'A', target: 'up', alias: '{{host}}', payload: { a: [1, { b: null }] }, annotation };
    expect(interpolateQuery(query, fill)).toBe(query);
  });

  it('adds nothing that was not there', () => {
    expect(interpolateQuery({ refId: 'A', type: 'table', hide: false }, fill)).toEqual({
      refId: 'A',
      type: 'table',
      hide: false,
    });
  });
});
