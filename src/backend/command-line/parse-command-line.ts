import { Command as Program, CommanderError } from 'commander';
import pluginJson from '../../plugin.json' with { type: 'json' };
import type { Command } from '../commands/command.ts';
import type { ExampleServerCommandOptions } from '../commands/example-server/run-example-server-command.ts';
import { addAlertCommand } from './add-alert-command.ts';
import { addQueryCommand } from './add-query-command.ts';
import { addHealthCommand, addListCommands } from './add-server-commands.ts';
import { parseCount } from './flags/option-values.ts';
import type { Environment, ProgramContext } from './flags/program-context.ts';

/**
 * Parses the arguments after the executable's name. Without any, the command is to serve a host; for wrong ones, `--help` and `--version` it is to print
 * a text. This function prints nothing and does not end the process.
 * @param environment may contain secrets
 * @param name how the executable was called, for the help
 */
export function parseCommandLine(
  args: readonly string[],
  environment: Environment,
  name = 'simple-json-plugin',
): Command {
  if (args.length === 0) return { kind: 'serve' };
  const printed = { stdout: '', stderr: '' };
  let command: Command | undefined;
  const program = createProgram(name, printed);
  const context: ProgramContext = {
    choose: (chosen) => {
      command = chosen;
    },
    environment,
    name,
  };
  const adders = [addExampleServerCommand, addHealthCommand, addQueryCommand, addAlertCommand, addListCommands];
  for (const add of adders) add(program, context);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const hint = error.code === missingOption && hasBareUrl(args) ? "(write --url before the server's URL)\n" : '';
    return { kind: 'print', stdout: printed.stdout, stderr: printed.stderr + hint, exitCode: error.exitCode };
  }
  return command ?? { kind: 'print', stdout: program.helpInformation(), stderr: '', exitCode: 0 };
}

const missingOption = 'commander.missingMandatoryOptionValue';

/** Whether a URL is given without an option before it. */
function hasBareUrl(args: readonly string[]): boolean {
  return args.some((arg, i) => /^https?:\/\//.test(arg) && args[i - 1]?.startsWith('-') !== true);
}

function createProgram(name: string, printed: { stdout: string; stderr: string }): Program {
  return new Program()
    .name(name)
    .description(
      `The backend of the Grafana data source "${pluginJson.name}". Grafana starts it without arguments.\nBy hand it tries out a Simple JSON server, through the code that Grafana's panels and alert rules go through.`,
    )
    .version(pluginJson.info.version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({
      writeOut: (text) => (printed.stdout += text),
      writeErr: (text) => (printed.stderr += text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      `
Examples:
  ${name} example-server --port 8080
  ${name} health --url http://127.0.0.1:8080
  ${name} query --url http://127.0.0.1:8080 --target "cpu load" --format chart
  ${name} alert --url http://127.0.0.1:8080 --target "cpu load" --above 50
  ${name} query --url http://127.0.0.1:8080 --dashboard dashboard.json`,
    );
}

function addExampleServerCommand(program: Program, { choose }: ProgramContext): void {
  program
    .command('example-server')
    .description('serve example data as a Simple JSON server, to try out the data source with')
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 for any free one', parseCount(0, 65_535), 8080)
    .option('--log', 'print each request and its answer', false)
    .option('--log-headers', 'likewise, with the headers of requests: credentials can be read there', false)
    .option('--stream', 'push what is new to live panels, instead of being asked at intervals', false)
    .action((options: Omit<ExampleServerCommandOptions, 'dataSourceName'>) => {
      choose({ kind: 'example-server', options: { ...options, dataSourceName: pluginJson.name } });
    });
}
