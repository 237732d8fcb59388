import { type Command as Program, Option } from 'commander';
import { type AlertCommandOptions, alertFormats } from '../commands/run-alert-command.ts';
import { reducers, type Reducer } from '../sdk/rule/reduce-series.ts';
import { parseNumber } from './option-values.ts';
import type { ProgramContext } from './program-context.ts';
import { addQuestionOptions, modelOption, type QuestionFlags, readModels, readType } from './question-flags.ts';
import { addServerOptions, type ServerFlags, toServerOptions } from './server-flags.ts';

interface AlertFlags extends ServerFlags, QuestionFlags, Pick<AlertCommandOptions, 'format' | 'reducer'> {
  readonly target?: string;
  readonly model?: string;
  readonly above?: number;
  readonly below?: number;
}

export function addAlertCommand(program: Program, { choose, environment }: ProgramContext): void {
  addQuestionOptions(addServerOptions(program.command('alert')), 'now-5m')
    .description('ask a server as an alert rule would and say what the rule would make of it; exit code 1 on Error')
    .option('--target <name>', 'the metric')
    .option(...modelOption)
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
    .action((flags: AlertFlags, command: Program) => {
      const { from, to, payload, format, reducer, above, below } = flags;
      const { type, hints } = readType(flags);
      const server = toServerOptions(flags, command, environment);
      const asked = oneModel(flags, command);
      const condition = { above, below };
      const options = { server, ...asked, type, from, to, payload, format, reducer, condition };
      choose({ kind: 'alert', options, hints });
    });
}

/** A rule's query is one. */
function oneModel(
  { target, model: file }: AlertFlags,
  command: Program,
): Pick<AlertCommandOptions, 'target' | 'model'> {
  if (target !== undefined && file === undefined) return { target };
  const [model, ...others] = target === undefined ? readModels(file, command) : [];
  if (model !== undefined && others.length === 0) return { target: '', model };
  return command.error(
    file === undefined
      ? "error: required option '--target <name>' not specified, nor --model <file>"
      : 'error: expected --model with one query, and no --target beside it',
  );
}
