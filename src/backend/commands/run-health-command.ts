import type { CheckHealthHandler, CheckHealthResult } from '../sdk/api/check-health.ts';
import { type CommandContext, toRequestContext } from './command-context.ts';
import { printable } from './print/text-width.ts';
import type { ServerOptions } from './server-options.ts';

export interface HealthCommandOptions {
  readonly server: ServerOptions;
}

/**
 * Prints what "Save & test" would show, with the details.
 * @returns the exit code: 1 when the server does not work.
 */
export async function runHealthCommand(
  { server }: HealthCommandOptions,
  plugin: CheckHealthHandler,
  context: CommandContext,
): Promise<number> {
  const { output, calledAs = 'simple-json-plugin' } = context;
  const started = performance.now();
  const health = await plugin.checkHealth(toRequestContext(server, context));
  const tookMs = Math.round(performance.now() - started);
  const works = health.status === 'ok';
  output.writeLine(`${works ? 'OK' : 'ERROR'}: ${printable(health.message)}`);
  for (const line of detailLines(health)) output.writeLine(`  ${line}`);
  output.writeLine(`  the whole check took ${tookMs} ms`);
  if (works)
    output.writeLine(
      `Next: ${printable(calledAs)} query --url ${withoutCredentials(server.url)} --target <metric> --format chart`,
    );
  return works ? 0 : 1;
}

/** What Grafana shows below the message; if there is nothing, all details. */
function detailLines({ message, details = {} }: CheckHealthResult): readonly string[] {
  const { verboseMessage, ...facts } = details;
  if (typeof verboseMessage !== 'string')
    return Object.entries(facts).map(([name, value]) => printable(`${name}: ${JSON.stringify(value)}`));
  const lines = verboseMessage.split('\n').filter((line) => !line.includes(message));
  return lines.map(printable);
}

function withoutCredentials(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/]*@/, '$1');
}
