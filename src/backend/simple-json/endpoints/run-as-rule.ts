import type { RuleOutcome, RunAsRuleRequest } from '../../../shared/resource-routes.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';
import type { PluginContext } from '../../sdk/api/plugin-context.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { type DataFrame, frameLength } from '../../sdk/dataframe/data-frame.ts';
import { ruleDefaults, ruleOutcomeInSteps, toPlainOutcome } from '../../sdk/rule/rule-outcome.ts';
import { runInTurns } from '../../sdk/turns/steps.ts';
import type { SimpleJsonServer } from '../server/simple-json-server.ts';
import { runQueries } from './run-queries.ts';

/** What an alert rule with this query and this threshold would make of the server's answer now; no rule is saved anywhere. */
export async function runAsRule(
  { query, range, reducer = 'last', above, below }: RunAsRuleRequest,
  server: SimpleJsonServer,
  call: RequestContext,
): Promise<RuleOutcome> {
  const refId = 'A';
  const timeRange = { fromEpochMs: Date.parse(range.from), toEpochMs: Date.parse(range.to) };
  const { carried: _carried, hide: _hide, ...saved } = query;
  const json = JSON.stringify({ ...saved, refId, ...ruleDefaults });
  const asked = { refId, queryType: '', timeRange, json, ...ruleDefaults };
  const { frames = [], error } = (await runQueries([asked], server, asRuleAsks(call))).get(refId) ?? {};
  checkSize(frames);
  const rule = { reducer, condition: { above, below } };
  const outcome = toPlainOutcome(
    await runInTurns(ruleOutcomeInSteps({ frames, error: error?.message }, rule), call.signal),
  );
  return {
    ...outcome,
    instances: outcome.instances.slice(0, maxInstances),
    more: Math.max(0, outcome.instances.length - maxInstances),
    notices: noticesOf(frames),
  };
}

/** As a rule asks: without the identity and cookies of the person who looks at the page. The answer is read as a current Grafana reads it. */
function asRuleAsks({ pluginContext, ...call }: RequestContext): RequestContext {
  const { user: _user, ...context }: PluginContext = pluginContext;
  return {
    ...call,
    pluginContext: { ...context, grafanaConfig: {} },
    fromAlert: true,
    headers: { fromalert: 'true' },
    headersFrom: 'host',
  };
}

/** More than a person reads. */
const maxInstances = 100;
const maxNotices = 20;

/** Rows of one frame that are evaluated without making others wait. */
const maxRows = 50_000;

function checkSize(frames: readonly DataFrame[]): void {
  const most = frames.reduce((length, frame) => Math.max(length, frameLength(frame)), 0);
  if (most <= maxRows) return;
  const message = `the answer has ${String(most)} rows, and this page evaluates at most ${String(maxRows)}; choose a shorter time range, or try the executable's own "alert" command`;
  throw new PluginError(message, { errorSource: 'downstream', status: 413 });
}

function noticesOf(frames: readonly DataFrame[]): readonly string[] {
  const notices = new Set(frames.flatMap(({ meta }) => (meta?.notices ?? []).map(({ text }) => text)));
  return [...notices].slice(0, maxNotices);
}
