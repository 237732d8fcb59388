import { describe, expect, it } from '@jest/globals';

import { type Observable, type Observer, type PageResponse, type Subscription, withLive } from './with-live.ts';

/** As much of RxJS as this needs. */
class Answers implements Observable<PageResponse> {
  readonly #run: (observer: Observer<PageResponse>) => () => void;

  constructor(run: (observer: Observer<PageResponse>) => () => void) {
    this.#run = run;
  }

  subscribe(observer: Observer<PageResponse>): Subscription {
    return { unsubscribe: this.#run(observer) };
  }
}

const channel = { path: 'v1/abc', data: { refId: 'A', model: { target: 'a' } } };

function frame(refId: string, name: string, points: readonly (readonly [number, unknown])[], live = false) {
  return {
    refId,
    name,
    meta: live ? { custom: { live: channel } } : {},
    fields: [
      { name: 'Time', type: 'time', values: points.map(([time]) => time) },
      {
        name: 'Value',
        type: 'number',
        labels: { host: name },
        config: { displayNameFromDS: `the ${name}` },
        values: points.map(([, value]) => value),
      },
    ],
  };
}

interface Seen {
  readonly events: unknown[];
  readonly asked: unknown[];
  readonly push: (response: PageResponse) => void;
  readonly stop: () => void;
}

/** What a panel sees of an answer, and what Grafana's service was asked. */
function watch(response: PageResponse): Seen {
  const events: unknown[] = [];
  const asked: unknown[] = [];
  const viewers: Observer<PageResponse>[] = [];
  const live = {
    getDataStream: (options: unknown) => {
      asked.push(options);
      return new Answers((observer) => {
        viewers.push(observer);
        return () => events.push('left');
      });
    },
  };
  const answers = new Answers((observer) => {
    observer.next(response);
    observer.complete();
    return () => undefined;
  });
  const moving = new Set(['A']);
  const range = { from: { valueOf: () => 1000 }, to: { valueOf: () => 61_000 } } as never;
  const subscription = withLive(answers, {
    live,
    uid: 'my-uid',
    request: { maxDataPoints: 800, range },
    moving,
  }).subscribe({
    next: (value) => events.push(value),
    error: (error) => events.push(error),
    complete: () => events.push('complete'),
  });
  return {
    events,
    asked,
    push: (packet) => {
      for (const viewer of viewers) viewer.next(packet);
    },
    stop: () => {
      subscription.unsubscribe();
    },
  };
}

describe('withLive', () => {
  it('lets an answer without a channel through as it is', () => {
    const response = { data: [frame('A', 'a', [[1, 2]])] };
    expect(watch(response).events).toEqual([response, 'complete']);
  });

  it('begins a stream with the rows of its query, the series side by side', () => {
    const series = [
      frame(
        'A',
        'a',
        [
          [1000, 1],
          [2000, 2],
        ],
        true,
      ),
      frame('A', 'b', [
        [2000, null],
        [3000, 4],
      ]),
    ];
    const seen = watch({ data: series });
    expect(seen.events).toEqual([]);
    expect(seen.asked).toEqual([
      {
        addr: { scope: 'ds', namespace: 'my-uid', stream: 'my-uid', ...channel },
        buffer: { maxLength: 800, maxDelta: 60_000, action: 'append' },
        frame: {
          schema: {
            refId: 'A',
            meta: { custom: { live: channel }, type: 'timeseries-wide' },
            fields: [
              { name: 'Time', type: 'time', config: {} },
              { name: 'a {host="a"}', type: 'number', labels: { host: 'a' }, config: { displayNameFromDS: 'the a' } },
              { name: 'b {host="b"}', type: 'number', labels: { host: 'b' }, config: { displayNameFromDS: 'the b' } },
            ],
          },
          data: {
            values: [
              [1000, 2000, 3000],
              [1, 2, undefined],
              [undefined, null, 4],
            ],
          },
        },
      },
    ]);
  });

  it('tells of a query that failed beside one that moves', () => {
    const failed = { data: [frame('A', 'a', [[1000, 1]], true)], error: { message: 'out of order', refId: 'B' } };
    const seen = watch(failed);
    expect(seen.asked).toHaveLength(1);
    expect(seen.events).toEqual([{ ...failed, data: [] }]);
  });

  it('takes no channel of a query that is not live', () => {
    const response = { data: [frame('B', 'b', [[1000, 1]], true)] };
    const seen = watch(response);
    expect([seen.asked, seen.events]).toEqual([[], [response, 'complete']]);
  });

  it('hands packets on until the panel goes, and leaves other queries as they are', () => {
    const other = frame('B', 'b', [[1, 2]]);
    const seen = watch({ data: [frame('A', 'a', [[1000, 1]], true), other] });
    const packet = { key: 'stream', data: [frame('A', 'a', [[2000, 2]])] };
    seen.push(packet);
    expect(seen.events).toEqual([{ data: [other] }, packet]);
    seen.stop();
    expect(seen.events).toEqual([{ data: [other] }, packet, 'left']);
  });
});
