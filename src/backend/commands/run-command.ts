import type { Plugin } from '../sdk/api/plugin.ts';
import type { Command } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { runDashboardCommand } from './dashboard/run-dashboard-command.ts';
import { printable } from './print/text-width.ts';
import { runAlertCommand } from './alert/run-alert-command.ts';
import { runExampleServerCommand } from './example-server/run-example-server-command.ts';
import { runHealthCommand } from './run-health-command.ts';
import { runListCommand } from './lists/run-list-command.ts';
import type { CommandOutput } from './command-output.ts';
import { type QueryCommandOptions, runQueryCommand } from './query/run-query-command.ts';
import { errorMessage } from '../sdk/builtins/error-message.ts';

export interface RunCommandContext extends CommandContext {
  /**
   * Called by the commands that ask a server.
   * @param say gets the plugin's log messages for the user; absent: they are dropped
   */
  readonly loadPlugin: (say?: (remark: string) => void) => Promise<Plugin>;
}

type RunnableCommand = Exclude<Command, { kind: 'serve' }>;

/** Does what was asked. @returns the exit code; a failure is printed, not thrown. */
export async function runCommand(command: RunnableCommand, context: RunCommandContext): Promise<number> {
  const { output } = context;
  try {
    for (const hint of ('hints' in command ? command.hints : undefined) ?? []) output.writeNote(hint);
    return await run(command, context);
  } catch (error) {
    output.writeNote(`error: ${printable(errorMessage(error))}`);
    return 1;
  }
}

async function run(command: RunnableCommand, context: RunCommandContext): Promise<number> {
  const { loadPlugin, output } = context;
  switch (command.kind) {
    case 'print':
      if (command.stdout !== '') output.writeLine(command.stdout.trimEnd());
      if (command.stderr !== '') output.writeNote(command.stderr.trimEnd());
      return command.exitCode;
    case 'query':
      return runQueryCommand(command.options, await loadPlugin(saying(command.options, output)), context);
    case 'dashboard':
      return runDashboardCommand(command.options, await loadPlugin(), context);
    case 'alert':
      return runAlertCommand(command.options, await loadPlugin(), context);
    case 'list':
      return runListCommand(command.options, await loadPlugin(), context);
    case 'health':
      return runHealthCommand(command.options, await loadPlugin(), context);
    case 'example-server':
      return runExampleServerCommand(command.options, context);
  }
}

/** Log messages are printed with `--follow` only; for a single answer, its notices are enough. */
function saying({ follow }: QueryCommandOptions, output: CommandOutput): ((remark: string) => void) | undefined {
  if (!follow) return undefined;
  return (remark) => {
    output.writeNote(printable(remark));
  };
}
