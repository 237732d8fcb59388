import type { LiveChannel } from '../../../shared/query-model.ts';
import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { StreamHandler } from '../../sdk/api/stream.ts';
import { type CommandContext, toRequestContext } from '../command-context.ts';
import type { CommandOutput } from '../command-output.ts';
import { FollowedSeries, readPacket } from './followed-series.ts';
import { isoTime } from '../print/cell-text.ts';
import { type PrintFormat, printFrames } from '../print/print-frames.ts';
import { printable } from '../print/text-width.ts';
import type { ServerOptions } from '../server-options.ts';

export interface FollowOptions {
  readonly server: ServerOptions;
  readonly format: PrintFormat;
  /** Length of the time range that a chart shows. */
  readonly rangeMs: number;
}

/**
 * Prints the new points after an answer, as a live panel would show them: in a terminal as a chart that moves, with `json` as a line for each push,
 * else as a line for each point.
 * @param frames the answer, which says where to subscribe
 * @returns the exit code: 1 when there is nothing to follow
 */
export async function followQuery(
  frames: readonly DataFrame[],
  { plugin, options }: { readonly plugin: StreamHandler; readonly options: FollowOptions },
  context: CommandContext,
): Promise<number> {
  const channels = frames.flatMap(({ meta }) => (meta?.custom?.['live'] as LiveChannel | undefined) ?? []);
  if (channels.length === 0) return 1;
  const show = createShow(frames, options, context.output);
  const request = toRequestContext(options.server, context);
  await Promise.all(
    channels.map(async ({ path, data }) => {
      const channel = { path, data: Buffer.from(JSON.stringify(data)) };
      for await (const packet of plugin.runStream(channel, request)) show(Buffer.from(packet).toString());
    }),
  );
  return 0;
}

/** Shows one packet. */
type Show = (packet: string) => void;

function createShow(frames: readonly DataFrame[], options: FollowOptions, output: CommandOutput): Show {
  if (options.format === 'json') {
    return (packet) => {
      output.writeLine(packet);
    };
  }
  const isTerminal = output.columns !== undefined;
  return options.format === 'chart' && isTerminal ? movingChart(frames, options, output) : pointLines(output);
}

function pointLines(output: CommandOutput): Show {
  return (packet) => {
    for (const { name, epochMs, value } of readPacket(packet)) {
      output.writeLine(`${isoTime(epochMs)}  ${printable(name)}  ${value === null ? 'null' : String(value)}`);
    }
  };
}

/** Moves the cursor to the top left and clears the screen (ECMA-48, CUP and ED). */
const clearScreen = '\u001b[H\u001b[J';

function movingChart(frames: readonly DataFrame[], { rangeMs }: FollowOptions, output: CommandOutput): Show {
  const series = new FollowedSeries(frames);
  const draw = (): void => {
    const toEpochMs = Date.now();
    const range = { fromEpochMs: toEpochMs - rangeMs, toEpochMs };
    output.writeLine(clearScreen);
    printFrames(series.frames(range.fromEpochMs), { format: 'chart', ...range, all: false }, output);
  };
  draw();
  return (packet) => {
    series.add(packet);
    draw();
  };
}
