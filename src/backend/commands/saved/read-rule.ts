import { isRecord } from '../../../shared/is-record.ts';
import type { Condition } from '../../sdk/rule/evaluate-rule.ts';
import type { Reducer } from '../../sdk/rule/reduce-series.ts';
import type { TimeOptions } from '../command-time-range.ts';
import { recordsIn, toText } from '../dashboard/dashboard.ts';
import type { SavedModel } from '../saved-model.ts';
import { readEvaluator } from './read-evaluator.ts';
import { readReducer } from './read-reducer.ts';
import type { SavedRule } from './read-saved-content.ts';

/** What a rule says, where it says it in one of the plain forms that Grafana's pages write. */
export interface RuleReading {
  /** undefined when the rule does not say which of its queries is compared. */
  readonly model: SavedModel | undefined;
  readonly range: TimeOptions | undefined;
  readonly reducer: Reducer | undefined;
  readonly condition: Condition | undefined;
  /** Why there is none of the two, or how a reducer differs; undefined when nothing is to be said. */
  readonly conditionProblem: string | undefined;
  readonly reducerProblem: string | undefined;
}

type Decision = Partial<Pick<RuleReading, 'reducer' | 'condition' | 'conditionProblem' | 'reducerProblem'>> & {
  /** Of the query that is compared. */
  readonly refId?: string;
};

export function readRule(rule: SavedRule): RuleReading {
  const decision = ofOurQuery(decide(rule), rule);
  const [only, ...others] = rule.queries;
  const asked = rule.queries.find(({ refId }) => refId === decision.refId) ?? (others.length === 0 ? only : undefined);
  const { reducer, condition, conditionProblem, reducerProblem } = decision;
  const range = toRange(asked?.relativeTimeRange);
  return { model: asked?.model, range, reducer, condition, conditionProblem, reducerProblem };
}

function ofOurQuery(decision: Decision, { queries }: SavedRule): Decision {
  const { refId } = decision;
  if (refId === undefined || queries.some((query) => query.refId === refId)) return decision;
  return { conditionProblem: `it compares ${JSON.stringify(refId)}, which is no query of this data source` };
}

function decide(rule: SavedRule): Decision {
  const { expressions } = rule;
  const refId = rule.condition === '' ? loneCondition(rule) : rule.condition;
  const model = expressions.get(refId);
  if (model === undefined && refId !== '') return { refId };
  if (model === undefined) return expressions.size === 0 ? {} : { conditionProblem: 'it does not say what decides' };
  if (model['type'] === 'threshold') return ofThreshold(model, rule);
  return model['type'] === 'classic_conditions' ? ofClassic(model, rule) : ofInput(refId, rule);
}

/** Of a rule's data alone: the one that can only be a condition. */
function loneCondition({ expressions }: SavedRule): string {
  const [first, ...others] = [...expressions].filter(([, { type }]) => conditionTypes.has(type));
  return first === undefined || others.length > 0 ? '' : first[0];
}

const conditionTypes: ReadonlySet<unknown> = new Set(['threshold', 'classic_conditions']);

function ofThreshold({ expression, conditions }: SavedModel, rule: SavedRule): Decision {
  const { conditionProblem, ...input } = ofInput(toRefId(expression), rule);
  if (conditionProblem !== undefined) return { ...input, conditionProblem };
  return { ...input, ...readEvaluator(conditions) };
}

/** One number for the whole rule, of a query that is named in the condition itself. */
function ofClassic({ conditions }: SavedModel, { expressions }: SavedRule): Decision {
  const { query, reducer } = recordsIn(conditions)[0] ?? {};
  const refId = isRecord(query) && Array.isArray(query['params']) ? toRefId(query['params'][0]) : '';
  if (expressions.has(refId)) return { conditionProblem: `it compares what the expression ${refId} makes` };
  const evaluated = readEvaluator(conditions);
  if (evaluated.conditionProblem !== undefined) return { refId, ...evaluated };
  return { refId, ...evaluated, ...readReducer(isRecord(reducer) ? reducer['type'] : undefined, 'classic') };
}

/** What is compared: a query as it is, or reduced. */
function ofInput(refId: string, { expressions }: SavedRule): Decision {
  const model = expressions.get(refId);
  if (model === undefined) return { refId };
  if (model['type'] !== 'reduce') return { conditionProblem: `a ${toText(model['type']) || 'nameless'} expression` };
  const inner = toRefId(model['expression']);
  const before = expressions.get(inner);
  if (before !== undefined) return { conditionProblem: `it reduces what a ${toText(before['type'])} expression makes` };
  const { settings } = model;
  return { refId: inner, ...readReducer(model['reducer'], isRecord(settings) ? settings['mode'] : '') };
}

/** `A`, `$A` or `${A}`. */
function toRefId(expression: unknown): string {
  const text = toText(expression).trim();
  if (text.startsWith('${') && text.endsWith('}')) return text.slice(2, -1);
  return text.startsWith('$') ? text.slice(1) : text;
}

/** @param saved in seconds before now */
function toRange(saved: unknown): TimeOptions | undefined {
  if (!isRecord(saved)) return undefined;
  const { from, to = 0 } = saved;
  const isUsable =
    Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number(to) >= 0 && Number(from) > Number(to);
  return isUsable ? { from: toAgo(Number(from)), to: toAgo(Number(to)) } : undefined;
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

function toAgo(seconds: number): string {
  let rest = seconds;
  let text = 'now';
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `-${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
