import { type Command as Program, Option } from 'commander';
import type { Command } from '../commands/command.ts';
import { type PrintFormat, printFormats } from '../commands/print/print-frames.ts';
import type { QueryCommandOptions } from '../commands/query/run-query-command.ts';
import { collect, isGiven, parseCount } from './flags/option-values.ts';
import type { Environment, ProgramContext } from './flags/program-context.ts';
import { addQuestionOptions, modelOption, type QuestionFlags, readModels, readType } from './flags/question-flags.ts';
import { readGivenData } from './flags/read-given.ts';
import { addServerOptions, type ServerFlags, toServerOptions } from './flags/server-flags.ts';
import { orUsageError } from './flags/usage-error.ts';

interface QueryFlags
  extends ServerFlags, QuestionFlags, Pick<QueryCommandOptions, 'format' | 'maxDataPoints' | 'intervalMs'> {
  readonly target?: readonly string[];
  readonly model?: string;
  readonly dashboard?: string;
  readonly variable?: readonly string[];
  readonly dataSource?: string;
  readonly all?: true;
  readonly follow?: true;
}

export function addQueryCommand(program: Program, { choose, environment, name }: ProgramContext): void {
  addDashboardOptions(addQuestionOptions(addServerOptions(program.command('query')), 'now-6h'))
    .description('ask a server as a panel would and print the answer; exit code 1 when the query failed')
    .option('--target <name>', 'the metric; may be given several times', collect)
    .option(...modelOption)
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
  ${name} query --url http://127.0.0.1:8080 --target sine --target cosine --from now-2h --format chart
  ${name} query --url http://127.0.0.1:8080 --target "requests by host" --type table --from now-1h
  ${name} query --url https://example.com/api --secure-json-data secrets.json --model panel.json
  ${name} query --url http://127.0.0.1:8080 --dashboard dashboard.json --variable host=web-1`,
    )
    .action((flags: QueryFlags, command: Program) => {
      const { dashboard, model, target = [] } = flags;
      if (dashboard === undefined && target.length === 0 && model === undefined) {
        command.error("error: required option '--target <name>' not specified, nor --model or --dashboard");
      }
      const toCommand = dashboard === undefined ? toQueryCommand : toDashboardCommand;
      choose(toCommand(flags, command, environment));
    });
}

function addDashboardOptions(program: Program): Program {
  return program
    .option(
      '--dashboard <file>',
      'all that a saved dashboard asks, in JSON or YAML: a line for each variable, annotation and query of a panel; - for stdin',
    )
    .option(
      '--variable <name=value>',
      'of the dashboard, in place of the saved value; may be given several times',
      collect,
    )
    .option('--data-source <uid or name>', 'of the dashboard, only what belongs to this one');
}

function toQueryCommand(flags: QueryFlags, command: Program, environment: Environment): Command {
  const { target: targets = [], to, format, maxDataPoints, intervalMs, payload, all = false, follow = false } = flags;
  const from = follow && !isGiven('from', command) ? 'now-5m' : flags.from;
  const { type, hints } = readType(flags);
  const server = toServerOptions(flags, command, environment);
  const { queries, rules } = readModels(flags.model, command);
  const ofRules = rules.flatMap((rule) => rule.queries.map(({ model }) => ({ model, title: rule.title })));
  const models = [...queries, ...ofRules.map(({ model }) => model)];
  const titles = rules.length > 1 ? [...queries.map(() => ''), ...ofRules.map(({ title }) => title)] : undefined;
  const shown = { format, maxDataPoints, intervalMs, all, follow };
  return { kind: 'query', options: { server, targets, models, titles, type, from, to, payload, ...shown }, hints };
}

function toDashboardCommand(flags: QueryFlags, command: Program, environment: Environment): Command {
  const { dashboard: file = '', variable = [], dataSource, format, from, to } = flags;
  const others = ['target', 'model', 'payload', 'type', 'follow'].filter((option) => isGiven(option, command));
  if (others.length > 0 || format === 'chart') {
    command.error(
      `error: expected --dashboard without ${others.map((option) => `--${option}`).join(' ') || '--format chart'}`,
    );
  }
  const server = toServerOptions(flags, command, environment);
  const dashboard = orUsageError(command, '--dashboard', () => readGivenData(file));
  const variables = new Map(variable.map((text) => parseAssignment(text, command)));
  const range = {
    ...(isGiven('from', command) && { from }),
    ...(isGiven('to', command) && { to }),
  };
  const printed = format === 'json' ? format : 'table';
  return { kind: 'dashboard', options: { server, dashboard, variables, dataSource, range, format: printed } };
}

function parseAssignment(text: string, command: Program): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  return command.error(`error: expected --variable name=value, got ${JSON.stringify(text)}`);
}
