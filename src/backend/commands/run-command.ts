import type { Plugin } from '../sdk/api/plugin.ts';
import type { Command } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { printable } from './print/text-width.ts';
import { runAlertCommand } from './run-alert-command.ts';
import { runExampleServerCommand } from './run-example-server-command.ts';
import { runHealthCommand } from './run-health-command.ts';
import { runQueryCommand } from './run-query-command.ts';

export interface RunCommandContext extends CommandContext {
  /** Called by the commands that ask a server. */
  readonly loadPlugin: () => Promise<Plugin>;
}

/** Does what was asked. @returns the exit code; a failure is printed, not thrown. */
export async function runCommand(
  command: Exclude<Command, { kind: 'serve' }>,
  context: RunCommandContext,
): Promise<number> {
  const { loadPlugin, output } = context;
  try {
    switch (command.kind) {
      case 'print':
        if (command.stdout !== '') output.writeLine(command.stdout.trimEnd());
        if (command.stderr !== '') output.writeNote(command.stderr.trimEnd());
        return command.exitCode;
      case 'query':
        return await runQueryCommand(command.options, await loadPlugin(), context);
      case 'alert':
        return await runAlertCommand(command.options, await loadPlugin(), context);
      case 'health':
        return await runHealthCommand(command.options, await loadPlugin(), context);
      case 'example-server':
        return await runExampleServerCommand(command.options, context);
    }
  } catch (error) {
    output.writeNote(`error: ${printable(error instanceof Error ? error.message : String(error))}`);
    return 1;
  }
}
