import type { AnnotationEvent, OptionList } from '../../../shared/resource-routes.ts';
import type { CallResourceHandler } from '../../sdk/api/call-resource.ts';
import { type CommandContext, toRequestContext } from '../command-context.ts';
import { toRangeText } from '../command-time-range.ts';
import { fetchResource } from './fetch-resource.ts';
import { type ListFormat, type ListRow, printRows } from './print-list.ts';
import { isoTime } from '../print/cell-text.ts';
import { printable } from '../print/text-width.ts';
import type { ServerOptions } from '../server-options.ts';

export interface ListCommandOptions {
  readonly server: ServerOptions;
  readonly list: 'metrics' | 'variable' | 'annotations';
  readonly query: string;
  /** In any way that parseTime reads. */
  readonly from: string;
  readonly to: string;
  readonly format: ListFormat;
}

/**
 * Asks a server for metrics, values of a variable or annotations, as Grafana's pages do, and prints them.
 * @returns the exit code: 1 if there are none
 * @throws {Error} if the request fails, or the times cannot be read
 */
export async function runListCommand(
  options: ListCommandOptions,
  plugin: CallResourceHandler,
  context: CommandContext,
): Promise<number> {
  const fetcher = { plugin, call: toRequestContext(options.server, context) };
  const range = toRangeText({ from: options.from, to: options.to });
  if (options.list === 'annotations') {
    const annotation = toAnnotation(options.query);
    return printEvents(await fetchResource(fetcher, 'annotations', { annotation, range }), options, context);
  }
  const { query } = options;
  const answer =
    options.list === 'metrics'
      ? await fetchResource(fetcher, 'metrics', { text: query, limit: 0 })
      : await fetchResource(fetcher, 'variable', { query, range });
  return printOptions(answer, options, context);
}

function toAnnotation(query: string): Readonly<Record<string, unknown>> {
  return { name: 'command line', enable: true, datasource: 'command line', iconColor: '#f00', query };
}

type Printed = Pick<ListCommandOptions, 'format' | 'list'>;

function printOptions({ options }: OptionList, { format, list }: Printed, { output }: CommandContext): number {
  const rows = options.map(({ text, value }) => ({ Text: text, Value: String(value) }));
  if (format === 'json') output.writeLine(JSON.stringify(options, null, 2));
  else if (rows.every(({ Text, Value }) => Text === Value))
    for (const { Text } of rows) output.writeLine(printable(Text));
  else printRows(['Text', 'Value'], rows, output);
  if (rows.length > 0) return 0;
  output.writeNote(list === 'metrics' ? 'The server lists no metrics.' : 'The server has no values for it.');
  return 1;
}

function printEvents(events: readonly AnnotationEvent[], { format }: Printed, { output }: CommandContext): number {
  if (format === 'json') output.writeLine(JSON.stringify(events, null, 2));
  else if (events.length > 0) printRows(['Time', 'End', 'Title', 'Text', 'Tags'], events.map(toRow), output);
  if (events.length > 0) return 0;
  output.writeNote('The server has no events between the two times.');
  return 1;
}

function toRow({ time, timeEnd, title = '', text = '', tags = [] }: AnnotationEvent): ListRow {
  const end = timeEnd === undefined ? '' : isoTime(timeEnd);
  return { Time: isoTime(time), End: end, Title: title, Text: text, Tags: tags.join(', ') };
}
