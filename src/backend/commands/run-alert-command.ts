import type { QueryDataHandler } from '../sdk/api/query-data.ts';
import type { Condition } from '../sdk/rule/evaluate-rule.ts';
import type { Reducer } from '../sdk/rule/reduce-series.ts';
import { type RuleAnswer, ruleDefaults, ruleOutcomeInSteps } from '../sdk/rule/rule-outcome.ts';
import { runAtOnce } from '../sdk/turns/steps.ts';
import { formatOutcome, outcomeJson } from './alert/format-outcome.ts';
import { type CommandContext, toRequestContext } from './command-context.ts';
import { toTimeRange } from './command-time-range.ts';
import { noticesOf } from './print/print-frames.ts';
import type { SavedModel } from './saved-models.ts';
import type { ServerOptions } from './server-options.ts';

export const alertFormats = ['table', 'json'] as const;

export interface AlertCommandOptions {
  readonly server: ServerOptions;
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
  readonly format: (typeof alertFormats)[number];
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
  const { output } = context;
  const answer = await queryAsRule(options, plugin, context);
  const outcome = runAtOnce(ruleOutcomeInSteps(answer, options));
  const notices = [...noticesOf(answer.frames)];
  if (options.format === 'json') output.writeLine(outcomeJson(outcome, notices));
  else {
    for (const notice of notices) output.writeNote(notice);
    for (const line of formatOutcome(outcome, options, output)) output.writeLine(line);
  }
  return outcome.state === 'Error' ? 1 : 0;
}

/** As a rule asks: for nobody, and marked as Grafana marks it. */
async function queryAsRule(
  options: AlertCommandOptions,
  plugin: QueryDataHandler,
  context: CommandContext,
): Promise<RuleAnswer> {
  const { server, target, type, payload, model } = options;
  const asked = model ?? {
    target,
    type: type === 'table' ? type : 'timeserie',
    ...(payload === undefined ? {} : { payload }),
  };
  const json = JSON.stringify({ ...asked, refId: 'A', ...ruleDefaults });
  const query = { refId: 'A', queryType: '', timeRange: toTimeRange(options, Date.now()), json, ...ruleDefaults };
  const call = { ...toRequestContext(server, context), fromAlert: true, headers: { fromalert: 'true' } };
  const response = await plugin.queryData({ queries: [query] }, call);
  const { frames = [], error } = response.get('A') ?? {};
  return { frames, error: error?.message };
}
