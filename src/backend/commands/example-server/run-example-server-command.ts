import { once } from 'node:events';
import type { CommandContext } from '../command-context.ts';
import { exampleEndpoints } from './answers/answer-request.ts';
import { type LoggedExchange, startExampleServer, streamPath } from './example-server.ts';
import { printable } from '../print/text-width.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

export interface ExampleServerCommandOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** What Grafana's pages call a data source of this plugin. */
  readonly dataSourceName: string;
  /** Prints every request and its answer. */
  readonly log: boolean;
  /** And the headers of every request, credentials included. */
  readonly logHeaders: boolean;
  /** Pushes what is new to live panels. */
  readonly stream: boolean;
}

/**
 * Serves example data until `stopped` is aborted. The first line printed holds the URL.
 * @returns the exit code.
 * @throws when the address cannot be listened on.
 */
export async function runExampleServerCommand(
  { log, logHeaders, dataSourceName, ...options }: ExampleServerCommandOptions,
  { output, stopped }: CommandContext,
): Promise<number> {
  const printExchange = (exchange: LoggedExchange): void => {
    for (const line of exchangeLines(exchange, logHeaders)) output.writeLine(printable(line));
  };
  const server = await startExampleServer({ ...options, ...((log || logHeaders) && { log: printExchange }) });
  output.writeLine(`Simple JSON example server on ${server.url}`);
  const endpoints = options.stream ? [...exampleEndpoints, `POST ${streamPath}`] : exampleEndpoints;
  output.writeLine(`It answers ${endpoints.join(', ')}.`);
  output.writeLine(
    `In Grafana, add a "${dataSourceName}" data source with the URL ${server.url}, then choose a metric such as "random walk".`,
  );
  output.writeLine('Press Ctrl-C to stop.');
  if (!stopped.aborted) await once(stopped, 'abort');
  await server.stop();
  return 0;
}

/** Longer bodies are cut: an answer may have thousands of points. */
const mostLoggedCharacters = 2000;

function exchangeLines(exchange: LoggedExchange, withHeaders: boolean): readonly string[] {
  const { method, url, headers, body, status, answer } = exchange;
  const sent = [...(withHeaders ? headers : []), ...(body === '' ? [] : [body])];
  return [
    `${new Date().toISOString()} ${method} ${url}`,
    ...sent.map((line) => `  > ${cut(line)}`),
    `  < ${status} ${cut(answer)}`,
  ];
}

function cut(text: string): string {
  return cutText(text, mostLoggedCharacters, `… (${text.length} characters)`);
}
