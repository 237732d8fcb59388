import type { QueryDataHandler } from '../../sdk/api/query-data.ts';
import type { Condition } from '../../sdk/rule/evaluate-rule.ts';
import type { Reducer } from '../../sdk/rule/reduce-series.ts';
import { type RuleAnswer, ruleDefaults, ruleOutcomeInSteps } from '../../sdk/rule/rule-outcome.ts';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { type CheckedRule, formatOutcome, plainOutcome } from './format-outcome.ts';
import { type CommandContext, toRequestContext } from '../command-context.ts';
import { toTimeRange } from '../command-time-range.ts';
import { noticesOf } from '../print/print-frames.ts';
import { printable } from '../print/text-width.ts';
import type { SavedModel } from '../saved-model.ts';
import type { ServerOptions } from '../server-options.ts';

export const alertFormats = ['table', 'json'] as const;

export interface AlertCommandOptions {
  readonly server: ServerOptions;
  /** Asked one after the other. */
  readonly questions: readonly AlertQuestion[];
  readonly format: (typeof alertFormats)[number];
}

export interface AlertQuestion {
  /** The title of a saved rule; empty for other questions. */
  readonly title: string;
  /** What was taken from the saved rule, in words. */
  readonly taken: readonly string[];
  readonly target: string;
  /** A saved query, in place of target, type and payload. */
  readonly model?: SavedModel;
  readonly type: 'timeseries' | 'table';
  readonly payload: unknown;
  /** In any way that parseTime reads. */
  readonly from: string;
  readonly to: string;
  readonly reducer: Reducer;
  readonly condition: Condition;
}

/**
 * Asks a server as an alert rule of Grafana would, through the same handler, and says what the rule would make of the answer.
 * @returns the exit code: 1 when the rule would be in the state Error.
 * @throws {Error} when the times cannot be read.
 */
export async function runAlertCommand(
  options: AlertCommandOptions,
  plugin: QueryDataHandler,
  context: CommandContext,
): Promise<number> {
  const { questions, server, format } = options;
  const checked: CheckedRule[] = [];
  for (const question of questions) checked.push(await check(question, { server, plugin }, context));
  if (format === 'json') {
    const plain = checked.map((rule) => plainOutcome(rule, { isTitled: questions.length > 1 }));
    context.output.writeLine(JSON.stringify(plain.length === 1 ? plain[0] : plain, null, 2));
  } else for (const rule of checked) print(rule, { isTitled: questions.length > 1 }, context);
  return checked.some(({ outcome }) => outcome.state === 'Error') ? 1 : 0;
}

interface Asked {
  readonly server: ServerOptions;
  readonly plugin: QueryDataHandler;
}

async function check(question: AlertQuestion, asked: Asked, context: CommandContext): Promise<CheckedRule> {
  const answer = await queryAsRule(question, asked, context);
  const outcome = runAtOnce(ruleOutcomeInSteps(answer, question));
  return { question, outcome, notices: [...noticesOf(answer.frames)] };
}

function print(rule: CheckedRule, { isTitled }: { readonly isTitled: boolean }, { output }: CommandContext): void {
  if (isTitled) output.writeLine(`Rule ${printable(JSON.stringify(rule.question.title))}`);
  for (const notice of rule.notices) output.writeNote(notice);
  for (const line of formatOutcome(rule.outcome, rule.question, output)) output.writeLine(line);
}

/** Asks as a rule does: without a user, and marked as an alert in Grafana's way. */
async function queryAsRule(
  question: AlertQuestion,
  { server, plugin }: Asked,
  context: CommandContext,
): Promise<RuleAnswer> {
  const { target, type, payload, model } = question;
  const { hide: _hide, ...asked } = model ?? {
    target,
    type: type === 'table' ? type : 'timeserie',
    ...(payload === undefined ? {} : { payload }),
  };
  const json = JSON.stringify({ ...asked, refId: 'A', ...ruleDefaults });
  const query = { refId: 'A', queryType: '', timeRange: toTimeRange(question, Date.now()), json, ...ruleDefaults };
  const call = { ...toRequestContext(server, context), fromAlert: true, headers: { fromalert: 'true' } };
  const response = await plugin.queryData({ queries: [query] }, call);
  const { frames = [], error } = response.get('A') ?? {};
  return { frames, error: error?.message };
}
