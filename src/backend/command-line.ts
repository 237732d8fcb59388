import { Command as Program, CommanderError, InvalidArgumentError, Option } from 'commander';
import pluginJson from '../plugin.json' with { type: 'json' };
import type { Command } from './commands/command.ts';
import { reducers, type Reducer } from './sdk/rule/reduce-series.ts';
import { type PrintFormat, printFormats } from './commands/print/print-frames.ts';
import { type AlertCommandOptions, alertFormats } from './commands/run-alert-command.ts';
import type { QueryCommandOptions } from './commands/run-query-command.ts';
import type { BasicAuth, HttpHeader, ServerOptions } from './commands/server-options.ts';
import { serverUrlProblem } from './commands/server-url-problem.ts';

/**
 * What the arguments behind the executable's name ask for. None at all: to serve a host. Wrong ones, `--help` and `--version`: to print.
 * Nothing is printed, and the process is not ended, here.
 */
export function parseCommandLine(args: readonly string[]): Command {
  if (args.length === 0) return { kind: 'serve' };
  const printed = { stdout: '', stderr: '' };
  let command: Command | undefined;
  const program = createProgram(printed);
  const choose: Choose = (chosen) => {
    command = chosen;
  };
  addExampleServerCommand(program, choose);
  addHealthCommand(program, choose);
  addQueryCommand(program, choose);
  addAlertCommand(program, choose);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'print', ...printed, exitCode: error.exitCode };
  }
  return command ?? { kind: 'print', stdout: program.helpInformation(), stderr: '', exitCode: 0 };
}

type Choose = (command: Command) => void;

function createProgram(printed: { stdout: string; stderr: string }): Program {
  return new Program()
    .name('simple-json-plugin')
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
  simple-json-plugin example-server --port 8080
  simple-json-plugin health --url http://127.0.0.1:8080
  simple-json-plugin query --url http://127.0.0.1:8080 --target "cpu load" --format chart
  simple-json-plugin alert --url http://127.0.0.1:8080 --target "cpu load" --above 50`,
    );
}

function addExampleServerCommand(program: Program, choose: Choose): void {
  program
    .command('example-server')
    .description('serve example data as a Simple JSON server, to try out the data source with')
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 for any free one', parseCount(0, 65_535), 8080)
    .option('--log', 'print each request and its answer', false)
    .action((options: { host: string; port: number; log: boolean }) => {
      choose({ kind: 'example-server', options });
    });
}

function addHealthCommand(program: Program, choose: Choose): void {
  addServerOptions(program.command('health'))
    .description('say what "Save & test" would say about a server; exit code 1 when it does not work')
    .action((flags: ServerFlags, command: Program) => {
      choose({ kind: 'health', options: { server: toServerOptions(flags, command) } });
    });
}

interface QueryFlags extends ServerFlags, Omit<QueryCommandOptions, 'server' | 'targets' | 'all' | 'follow'> {
  readonly target: readonly string[];
  readonly all?: true;
  readonly follow?: true;
}

function addQueryCommand(program: Program, choose: Choose): void {
  addQuestionOptions(addServerOptions(program.command('query')), 'now-6h')
    .description('ask a server as a panel would and print the answer; exit code 1 when the query failed')
    .requiredOption('--target <name>', 'the metric; may be given several times', collect)
    .addOption(
      new Option('--format <format>', 'how to print').choices(printFormats).default('table' satisfies PrintFormat),
    )
    .option(
      '--max-data-points <number>',
      'points per series to ask for (default: what can be shown)',
      parseCount(1, 1e9),
    )
    .option('--interval-ms <number>', 'time between two points to ask for (default: from the two)', parseCount(1, 1e12))
    .option(
      '--follow',
      'go on with new points as a live panel would, from now-5m unless told; --json-data sets minLiveIntervalMs',
    )
    .option('--all', 'print every row and column of a long table')
    .addHelpText(
      'after',
      `
Examples:
  simple-json-plugin query --url http://127.0.0.1:8080 --target sine --target cosine --from now-2h --format chart
  simple-json-plugin query --url http://127.0.0.1:8080 --target "requests by host" --type table --from now-1h
  simple-json-plugin query --url https://example.com/api --header "X-Api-Key: abc" --target a --format json`,
    )
    .action(({ target, ...flags }: QueryFlags, command: Program) => {
      const { type, to, format, maxDataPoints, intervalMs, payload, all = false, follow = false } = flags;
      const isFromGiven = command.getOptionValueSource('from') !== 'default';
      const from = follow && !isFromGiven ? 'now-5m' : flags.from;
      const server = toServerOptions(flags, command);
      const shown = { format, maxDataPoints, intervalMs, all, follow };
      const options = { server, targets: target, type, from, to, payload, ...shown };
      choose({ kind: 'query', options });
    });
}

interface AlertFlags
  extends ServerFlags, Pick<AlertCommandOptions, 'target' | 'type' | 'from' | 'to' | 'payload' | 'format' | 'reducer'> {
  readonly above?: number;
  readonly below?: number;
}

function addAlertCommand(program: Program, choose: Choose): void {
  addQuestionOptions(addServerOptions(program.command('alert')), 'now-5m')
    .description('ask a server as an alert rule would and say what the rule would make of it; exit code 1 on Error')
    .requiredOption('--target <name>', 'the metric')
    .option('--above <number>', 'fire on more than this; with --below, inside or outside of the two', parseNumber)
    .option('--below <number>', 'fire on less than this (default without either: on all that is not 0)', parseNumber)
    .addOption(
      new Option('--reducer <name>', 'what a time series is reduced to')
        .choices(reducers)
        .default('last' satisfies Reducer),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(alertFormats).default('table'))
    .addHelpText(
      'after',
      `
States are Grafana's: Normal, Alerting, NoData, Error. Numbers of a table without times are compared as they are.

Examples:
  simple-json-plugin alert --url http://127.0.0.1:8080 --target "cpu load" --above 50
  simple-json-plugin alert --url http://127.0.0.1:8080 --target inventory --type table --below 10 --format json
  simple-json-plugin alert --url http://127.0.0.1:8080 --target "with gaps" --reducer mean --from now-1h --above 50`,
    )
    .action(
      ({ target, type, from, to, payload, format, reducer, above, below, ...flags }: AlertFlags, command: Program) => {
        const server = toServerOptions(flags, command);
        const condition = { above, below };
        choose({ kind: 'alert', options: { server, target, type, from, to, payload, format, reducer, condition } });
      },
    );
}

/** What a query and a rule can be asked about. */
function addQuestionOptions(program: Program, from: string): Program {
  return program
    .addOption(new Option('--type <type>', 'what to ask for').choices(['timeseries', 'table']).default('timeseries'))
    .option('--from <time>', 'such as now-6h, now/d (in UTC), 2024-05-01T06:00:00Z, ms since the epoch', from)
    .option('--to <time>', 'likewise', 'now')
    .option('--payload <json>', 'further JSON for the server, as servers of the later dialect take', parseJson);
}

interface ServerFlags {
  readonly url: string;
  readonly header?: readonly string[];
  readonly basicAuth?: string;
  readonly jsonData?: Readonly<Record<string, unknown>>;
}

function addServerOptions(program: Program): Program {
  return program
    .requiredOption('--url <url>', "the server's URL, as in the data source's settings", parseUrl)
    .option('--header <header>', "sent with every request: 'Name: value'; may be given several times", collect)
    .addOption(
      new Option('--basic-auth <user:password>', 'better in the environment, where other users cannot see it').env(
        'SIMPLE_JSON_BASIC_AUTH',
      ),
    )
    .option(
      '--json-data <json>',
      'further settings, as under jsonData in a provisioning file: \'{"tlsSkipVerify":true}\'',
      parseJsonObject,
    );
}

/** Headers and passwords are read here rather than by commander, whose messages show what was given. */
function toServerOptions({ url, header = [], basicAuth, jsonData = {} }: ServerFlags, command: Program): ServerOptions {
  const headers = header.map((text) => parseHeader(text) ?? command.error("error: expected --header 'Name: value'"));
  const credentials = basicAuth === undefined ? undefined : parseBasicAuth(basicAuth);
  if (credentials === 'wrong') command.error('error: expected --basic-auth user:password');
  return { url, headers, basicAuth: credentials, jsonData };
}

function parseUrl(text: string): string {
  const problem = serverUrlProblem(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(problem);
}

function parseCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function parseHeader(text: string): HttpHeader | undefined {
  const colon = text.indexOf(':');
  const [name, value] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1).trimStart()];
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !/[\r\n]/.test(value) ? { name, value } : undefined;
}

function parseBasicAuth(text: string): BasicAuth | 'wrong' {
  const colon = text.indexOf(':');
  return colon < 1 ? 'wrong' : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('Expected JSON.');
  }
}

function parseJsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError('Expected a JSON object.');
  }
  return { ...value };
}
