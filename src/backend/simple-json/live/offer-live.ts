import { randomUUID } from 'node:crypto';
import type { LiveChannel } from '../../../shared/query-model.ts';
import type { Series } from '../frames/series.ts';
import type { Query } from '../query/parse-query.ts';
import type { ShownRows, SimpleJsonServer } from '../server/simple-json-server.ts';
import { headerRefusal, maxLiveSeries } from './known-series.ts';
import { livePath, maxLiveDataBytes, maxPollMs, type LiveQuestion, type StartSeries } from './live-question.ts';

/** Where the panel can subscribe, or why it cannot; empty where it does not want to. */
export interface LiveOffer {
  readonly channel?: LiveChannel;
  /** Why the panel cannot subscribe, for its user: Grafana shows nothing when a subscription is refused. */
  readonly notice?: string;
  /** How many rows of each series the answer may show: the others come with the next packet, as they do to the other viewers of the stream. */
  readonly rows?: readonly number[];
}

const maxSeriesBytes = 16 * 1024;
/** Where the range is known only in ms, it ends "now" if it ends this close to it. */
const nowToleranceMs = 60_000;

/** What to put into the answer to a query that wants to be live. @param series the viewer's first rows */
export function offerLive(
  query: Query,
  { series, tables }: { readonly series: readonly Series[]; readonly tables: number },
  { live }: Pick<SimpleJsonServer, 'live'>,
): LiveOffer {
  const nowMs = Date.now();
  if (query.live === undefined || !endsNow(query, nowMs)) return {};
  const notice = live.refusal ?? answerRefusal(query, series, tables);
  if (notice !== undefined) return { notice };
  const pollMs = Math.min(maxPollMs, Math.max(live.minIntervalMs, query.live.intervalMs ?? query.intervalMs));
  const path = livePath({ ...query, pollMs });
  if (!live.running.has(path) && live.running.size >= live.maxStreams) {
    return { notice: placesRefusal(live.maxStreams) };
  }
  const shown = live.shown(path, series);
  const question = toQuestion(query, { series, shown, pollMs, nowMs });
  if (Buffer.byteLength(JSON.stringify(question)) > maxLiveDataBytes) return { notice: tooLarge };
  return { channel: { path, data: { ...question, seal: live.seal(question) } }, ...(shown && { rows: shown.counts }) };
}

const tooLarge = 'Live is off: the query with its payload and variables is too large for a channel; make it smaller';

/** Why a panel with this answer cannot be live. */
function answerRefusal({ format, model }: Query, series: readonly Series[], tables: number): string | undefined {
  if (format === 'table' || tables > 0) {
    return 'Live is off: it takes time series, and this query asks for tables or is answered with one';
  }
  if (series.length > maxLiveSeries)
    return `Live is off: the answer holds ${series.length} series, and at most ${maxLiveSeries} move; ask for fewer`;
  const refusal = headerRefusal(series);
  if (refusal !== undefined) return `Live is off: ${refusal}`;
  // Checked before the path is made, since the hash of millions of characters takes long.
  return JSON.stringify(model).length > maxLiveDataBytes ? tooLarge : undefined;
}

/** Why the data source takes no further stream. */
function placesRefusal(maxStreams: number): string {
  if (maxStreams === 0) return 'Live is off: the settings of this data source turn it off (maxLiveStreams: 0)';
  return `Live is off: this data source has ${maxStreams} streams at a time; close panels, or raise maxLiveStreams`;
}

function endsNow({ carried, timeRange }: Query, nowMs: number): boolean {
  const { rangeRaw } = carried;
  if (rangeRaw !== undefined) return rangeRaw.to === 'now';
  return Math.abs(timeRange.toEpochMs - nowMs) < nowToleranceMs;
}

interface FirstRows {
  readonly series: readonly Series[];
  readonly shown: ShownRows | undefined;
  readonly pollMs: number;
  readonly nowMs: number;
}

function toQuestion(query: Query, { series, shown, pollMs, nowMs }: FirstRows): LiveQuestion {
  const { refId, model, intervalMs, maxDataPoints, timeRange } = query;
  const lasts = series.map(({ time }, i) => lastTime(time.values, shown?.counts[i]));
  const known = series.map((one, i) => toStart(one, lasts[i]));
  const fits = Buffer.byteLength(JSON.stringify(known)) <= maxSeriesBytes;
  const lastEpochMs = lasts.reduce<number | undefined>(
    (most, last) => Math.max(most ?? -Infinity, last ?? -Infinity),
    undefined,
  );
  return {
    ...{ refId, model, intervalMs, maxDataPoints, pollMs },
    fromEpochMs: timeRange.fromEpochMs,
    askedEpochMs: nowMs,
    ...(lastEpochMs !== undefined && Number.isFinite(lastEpochMs) && { lastEpochMs }),
    ...(fits && { series: known }),
    ...(shown && { joined: { pushes: shown.pushes, viewer: randomUUID() } }),
  };
}

function toStart({ name, title, labels, config }: Series, lastEpochMs: number | undefined): StartSeries {
  return {
    name,
    ...(title !== undefined && { title }),
    labels,
    config,
    ...(lastEpochMs !== undefined && { lastEpochMs }),
  };
}

/** The time of the last of the first `count` points, in whole ms. */
function lastTime(times: Float64Array, count = times.length): number | undefined {
  const last = times[count - 1];
  return last === undefined || Number.isNaN(last) ? undefined : Math.floor(last);
}
