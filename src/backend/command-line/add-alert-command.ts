import { type Command as Program, Option } from 'commander';
import { type AlertCommandOptions, alertFormats } from '../commands/alert/run-alert-command.ts';
import { reducers, type Reducer } from '../sdk/rule/reduce-series.ts';
import { type AlertQuestionFlags, toAlertQuestions } from './alert-questions.ts';
import { parseNumber } from './flags/option-values.ts';
import type { ProgramContext } from './flags/program-context.ts';
import { addQuestionOptions, modelOption, type QuestionFlags, readType } from './flags/question-flags.ts';
import { addServerOptions, type ServerFlags, toServerOptions } from './flags/server-flags.ts';

type AlertFlags = ServerFlags & AlertQuestionFlags & QuestionFlags & Pick<AlertCommandOptions, 'format'>;

export function addAlertCommand(program: Program, { choose, environment, name }: ProgramContext): void {
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
Of a rule, --model takes the range, the reducer and the threshold, too, unless they are given here.

Examples:
  ${name} alert --url http://127.0.0.1:8080 --target "cpu load" --above 50
  ${name} alert --url http://127.0.0.1:8080 --target inventory --type table --below 10 --format json
  ${name} alert --url http://127.0.0.1:8080 --target "with gaps" --reducer mean --from now-1h --above 50
  ${name} alert --url http://127.0.0.1:8080 --model rule.json`,
    )
    .action((flags: AlertFlags, command: Program) => {
      const { type, hints } = readType(flags);
      const server = toServerOptions(flags, command, environment);
      const { questions, warnings } = toAlertQuestions({ ...flags, type }, command);
      choose({ kind: 'alert', options: { server, questions, format: flags.format }, hints: [...hints, ...warnings] });
    });
}
