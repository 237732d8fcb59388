import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { StreamHandler } from '../../sdk/api/stream.ts';
import type { DataQuery, QueryDataHandler, QueryDataResponse, TimeRange } from '../../sdk/api/query-data.ts';
import type { CommandOutput } from '../command-output.ts';
import { type CommandContext, toRequestContext } from '../command-context.ts';
import { toTimeRange } from '../command-time-range.ts';
import { followQuery } from './follow-query.ts';
import { formatPacket } from '../print/format-packet.ts';
import { chartWidth, noticesOf, type PrintFormat, printFrames, type PrintOptions } from '../print/print-frames.ts';
import { printable } from '../print/text-width.ts';
import { roundInterval } from './round-interval.ts';
import type { SavedModel } from '../saved-model.ts';
import type { ServerOptions } from '../server-options.ts';

export interface QueryCommandOptions {
  readonly server: ServerOptions;
  /** The metrics: all queries are in one request, like those of a panel. */
  readonly targets: readonly string[];
  /** Saved queries, asked in the same request. */
  readonly models?: readonly SavedModel[];
  /** For each saved query, the title of its rule, if there are several rules; empty for a query that belongs to none. */
  readonly titles?: readonly string[] | undefined;
  readonly type: 'timeseries' | 'table';
  /** In any way that parseTime reads. */
  readonly from: string;
  readonly to: string;
  readonly format: PrintFormat;
  /** Absent: as many as a panel of the terminal's width would ask for. */
  readonly maxDataPoints: number | undefined;
  readonly intervalMs: number | undefined;
  readonly payload: unknown;
  readonly all: boolean;
  /** Continue with new points until the command is stopped. */
  readonly follow: boolean;
}

/**
 * Asks a server as a panel of Grafana would, through the same handler, and prints the answer.
 * @returns the exit code: 1 when any of the queries failed.
 * @throws {Error} when the times cannot be read.
 */
export async function runQueryCommand(
  options: QueryCommandOptions,
  plugin: QueryDataHandler & StreamHandler,
  context: CommandContext,
): Promise<number> {
  const { output } = context;
  if (options.follow && options.to !== 'now') throw new Error(`expected --to now with --follow, got ${options.to}`);
  const timeRange = toTimeRange(options, Date.now());
  const queries = toQueries(options, timeRange, output);
  for (const line of titleLines(options)) output.writeNote(line);
  const response = await plugin.queryData({ queries }, toRequestContext(options.server, context));
  const { frames, failures } = collect(queries, response);
  for (const failure of failures) output.writeNote(failure);
  if (frames.length > 0 || failures.length === 0) print(frames, { ...options, ...timeRange }, output);
  if (!options.follow || failures.length > 0) return failures.length === 0 ? 0 : 1;
  const rangeMs = timeRange.toEpochMs - timeRange.fromEpochMs;
  return followQuery(frames, { plugin, options: { ...options, rangeMs } }, context);
}

/** With `--follow --format json`: prints the first answer in the form of later ones, a line for each query. */
function print(
  frames: readonly DataFrame[],
  options: PrintOptions & Pick<QueryCommandOptions, 'follow'>,
  output: CommandOutput,
): void {
  const isStream = options.follow && options.format === 'json';
  const packets = isStream ? [...Map.groupBy(frames, ({ refId }) => refId).values()].map(formatPacket) : [];
  if (packets.length === 0 || packets.includes(undefined)) {
    printFrames(frames, options, output);
    return;
  }
  for (const notice of noticesOf(frames)) output.writeNote(notice);
  for (const packet of packets) if (packet !== undefined) output.writeLine(packet);
}

function toQueries(options: QueryCommandOptions, timeRange: TimeRange, output: CommandOutput): readonly DataQuery[] {
  const { type, format, payload, follow, from, to, models = [] } = options;
  // A character of a chart shows two points side by side.
  const maxDataPoints = options.maxDataPoints ?? (format === 'chart' ? 2 * chartWidth(output) : 1000);
  const intervalMs = options.intervalMs ?? roundInterval(timeRange.toEpochMs - timeRange.fromEpochMs, maxDataPoints);
  const targets = options.targets.map((target) => ({
    target,
    type: type === 'table' ? type : 'timeserie',
    ...(payload === undefined ? {} : { payload }),
  }));
  const live = follow && { live: {}, carried: { rangeRaw: { from, to } } };
  return [...targets, ...models].map((model: SavedModel, i) => {
    const refId = toRefId(i);
    const { hide: _hide, ...asked } = model;
    const json = JSON.stringify({ ...asked, refId, ...live });
    return { refId, queryType: '', maxDataPoints, intervalMs, timeRange, json };
  });
}

/** The titles of the rules, by the refIds of their queries. */
function titleLines({ targets, titles = [] }: QueryCommandOptions): readonly string[] {
  return titles.flatMap((title, i) => {
    return title === '' ? [] : [`query ${toRefId(targets.length + i)}: the rule ${printable(JSON.stringify(title))}`];
  });
}

/** A to Z, then A1 and so on. */
function toRefId(i: number): string {
  const letter = String.fromCodePoint(0x41 + (i % 26));
  return i < 26 ? letter : `${letter}${Math.floor(i / 26)}`;
}

interface Collected {
  readonly frames: readonly DataFrame[];
  readonly failures: readonly string[];
}

function collect(queries: readonly DataQuery[], response: QueryDataResponse): Collected {
  const answers = queries.map(({ refId }) => ({ refId, answer: response.get(refId) }));
  return {
    frames: answers.flatMap(({ answer }) => answer?.frames ?? []),
    failures: answers.flatMap(({ refId, answer }) => {
      const message = answer === undefined ? 'no answer' : answer.error?.message;
      if (message === undefined) return [];
      return [`error${queries.length > 1 ? ` of query ${refId}` : ''}: ${printable(message)}`];
    }),
  };
}
