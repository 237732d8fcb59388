import { once } from 'node:events';
import type { CommandContext } from '../command-context.ts';
import { exampleEndpoints } from './answers/answer-request.ts';
import { type LoggedExchange, startExampleServer, streamPath } from './example-server.ts';
import { printable } from '../print/text-width.ts';
import { errorMessage } from '../../sdk/builtins/error-message.ts';
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
  const server = await startExampleServer({ ...options, ...((log || logHeaders) && { log: printExchange }) }).catch(
    (error: unknown) => {
      throw new Error(`cannot listen: ${listenFailure(error, options)}`, { cause: error });
    },
  );
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

/** Why an address cannot be listened on, and what to do, with the system's code. */
function listenFailure(error: unknown, { host, port }: Pick<ExampleServerCommandOptions, 'host' | 'port'>): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const otherHost = `this machine has no address ${host}; --host takes 127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} of ${host} is taken; end what listens there, or choose another with --port (0 for any free one)`,
    EACCES: `this user may not listen on port ${port}; choose one from 1024 on with --port`,
    EADDRNOTAVAIL: otherHost,
    ENOTFOUND: otherHost,
    EAI_AGAIN: otherHost,
  };
  const reason = reasons[code];
  return reason === undefined ? errorMessage(error) : `${reason} (${code})`;
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
