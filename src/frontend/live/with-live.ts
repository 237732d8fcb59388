import type { DataQueryRequest } from '@grafana/data';
import type { GrafanaLiveSrv } from '@grafana/runtime';

import type { LiveChannel } from '../../shared/query-model.ts';
import { type PageFrame, toFirstRows } from './live-frame.ts';

/** RxJS's, as far as it is needed here: pages of every version have their own. */
export interface Observable<Value> {
  subscribe(observer: Observer<Value>): Subscription;
}

export interface Observer<Value> {
  readonly next: (value: Value) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface PageResponse {
  readonly data: readonly PageFrame[];
  readonly key?: string;
  readonly error?: unknown;
  /** Since 10. */
  readonly errors?: readonly unknown[];
}

interface LiveOptions {
  readonly live: GrafanaLiveSrv;
  /** The data source's. */
  readonly uid: string;
  readonly request: Pick<DataQueryRequest<unknown>, 'maxDataPoints' | 'range'>;
  /** The queries that are live, by their refId. */
  readonly moving: ReadonlySet<string>;
}

/**
 * The answers to a request; where one says that its query has a channel, its rows go into a stream that begins with them. A query that
 * fails or has no channel stops no other's stream.
 */
export function withLive(answers: Observable<PageResponse>, options: LiveOptions): Observable<PageResponse> {
  const { constructor } = answers as { readonly constructor: unknown };
  const Observable = constructor as new (
    run: (observer: Observer<PageResponse>) => () => void,
  ) => Observable<PageResponse>;
  return new Observable((observer) => {
    const streams: Subscription[] = [];
    const forward = {
      next: observer.next.bind(observer),
      error: observer.error.bind(observer),
      complete: () => undefined,
    };
    const rows = answers.subscribe({
      next: (response) => {
        const { channels, rest } = split(response.data, options.moving);
        for (const channel of channels) streams.push(open(channel, options).subscribe(forward));
        if (rest.length > 0 || channels.length === 0 || isFailed(response)) observer.next({ ...response, data: rest });
      },
      error: forward.error,
      complete: () => {
        if (streams.length === 0) observer.complete();
      },
    });
    return () => {
      for (const subscription of [rows, ...streams]) subscription.unsubscribe();
    };
  });
}

interface Stream {
  readonly channel: LiveChannel;
  readonly frames: readonly PageFrame[];
}

/** Of one query at least; it may have no frames to say so. */
function isFailed({ error, errors = [] }: PageResponse): boolean {
  return error !== undefined || errors.length > 0;
}

/** The frames of each query that has a channel, which its first frame names, and those of the others. */
function split(
  frames: readonly PageFrame[],
  moving: ReadonlySet<string>,
): {
  readonly channels: readonly Stream[];
  readonly rest: readonly PageFrame[];
} {
  const channels = new Map<string | undefined, LiveChannel>();
  for (const { refId = '', meta } of frames) {
    if (moving.has(refId) && meta?.custom?.live !== undefined) channels.set(refId, meta.custom.live);
  }
  return {
    channels: [...channels].map(([refId, channel]) => ({
      channel,
      frames: frames.filter((frame) => frame.refId === refId),
    })),
    rest: frames.filter(({ refId }) => !channels.has(refId)),
  };
}

/** As long as the panel's range, and never shorter than what the panel has already. */
function open({ channel, frames }: Stream, { live, uid, request }: LiveOptions): Observable<PageResponse> {
  const { path, data } = channel;
  const { maxDataPoints = 500, range } = request;
  const frame = toFirstRows(frames);
  const maxDelta = range === undefined ? undefined : range.to.valueOf() - range.from.valueOf();
  return live.getDataStream({
    // Grafana 12.4 calls the namespace stream; with the other name alone it sends nothing.
    addr: { scope: 'ds', namespace: uid, stream: uid, path, data },
    buffer: {
      maxLength: Math.max(500, maxDataPoints, frame.data.values[0]?.length ?? 0),
      ...(maxDelta !== undefined && { maxDelta }),
      action: 'append',
    },
    frame,
  }) as Observable<PageResponse>;
}
