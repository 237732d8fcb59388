import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import type { StreamHandler } from '../sdk/api/stream.ts';
import type { DataQuery, QueryDataHandler, QueryDataResponse, TimeRange } from '../sdk/api/query-data.ts';
import type { CommandOutput } from './command-output.ts';
import { type CommandContext, toRequestContext } from './command-context.ts';
import { toTimeRange } from './command-time-range.ts';
import { followQuery } from './follow-query.ts';
import { chartWidth, type PrintFormat, printFrames } from './print/print-frames.ts';
import { printable } from './print/text-width.ts';
import { roundInterval } from './round-interval.ts';
import type { ServerOptions } from './server-options.ts';

export interface QueryCommandOptions {
  readonly server: ServerOptions;
  /** At least one; each is a query of one request, as the queries of one panel. */
  readonly targets: readonly string[];
  readonly type: 'timeseries' | 'table';
  /** In any way that parseTime reads. */
  readonly from: string;
  readonly to: string;
  readonly format: PrintFormat;
  /** As a panel of the terminal's width would, unless given. */
  readonly maxDataPoints: number | undefined;
  readonly intervalMs: number | undefined;
  readonly payload: unknown;
  readonly all: boolean;
  /** Goes on with what comes, until the command is stopped. */
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
  const response = await plugin.queryData({ queries }, toRequestContext(options.server, context));
  const { frames, failures } = collect(queries, response);
  for (const failure of failures) output.writeNote(failure);
  if (frames.length > 0 || failures.length === 0) printFrames(frames, { ...options, ...timeRange }, output);
  if (!options.follow || failures.length > 0) return failures.length === 0 ? 0 : 1;
  const rangeMs = timeRange.toEpochMs - timeRange.fromEpochMs;
  return followQuery(frames, { plugin, options: { ...options, rangeMs } }, context);
}

function toQueries(options: QueryCommandOptions, timeRange: TimeRange, output: CommandOutput): readonly DataQuery[] {
  const { targets, type, format, payload, follow, from, to } = options;
  // A chart has two dots to a character.
  const maxDataPoints = options.maxDataPoints ?? (format === 'chart' ? 2 * chartWidth(output) : 1000);
  const intervalMs = options.intervalMs ?? roundInterval(timeRange.toEpochMs - timeRange.fromEpochMs, maxDataPoints);
  return targets.map((target, i) => {
    const refId = toRefId(i);
    return {
      refId,
      queryType: '',
      maxDataPoints,
      intervalMs,
      timeRange,
      json: JSON.stringify({
        refId,
        target,
        type: type === 'table' ? type : 'timeserie',
        ...(payload === undefined ? {} : { payload }),
        ...(follow && { live: {}, carried: { rangeRaw: { from, to } } }),
      }),
    };
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
