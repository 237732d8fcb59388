import { once } from 'node:events';
import type { CommandContext } from './command-context.ts';
import { startExampleServer } from './example-server/example-server.ts';

export interface ExampleServerCommandOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

/**
 * Serves example data until `stopped` is aborted. The first line printed holds the URL.
 * @returns the exit code.
 * @throws when the address cannot be listened on.
 */
export async function runExampleServerCommand(
  options: ExampleServerCommandOptions,
  { output, stopped }: CommandContext,
): Promise<number> {
  const server = await startExampleServer(options);
  output.writeLine(`Simple JSON example server on ${server.url}`);
  output.writeLine(
    `In Grafana, add a "Simple JSON" data source with the URL ${server.url}, then choose a metric such as "random walk".`,
  );
  output.writeLine('Press Ctrl-C to stop.');
  if (!stopped.aborted) await once(stopped, 'abort');
  await server.stop();
  return 0;
}
