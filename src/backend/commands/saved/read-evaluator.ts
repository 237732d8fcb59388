import { isRecord } from '../../../shared/is-record.ts';
import type { Condition } from '../../sdk/rule/evaluate-rule.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';
import { recordsIn, toText } from '../dashboard/dashboard.ts';

interface Evaluated {
  readonly condition?: Condition;
  readonly conditionProblem?: string;
}

/** The conditions of a threshold or classic condition: one, of the kinds that `--above` and `--below` can say. */
export function readEvaluator(conditions: unknown): Evaluated {
  const [first, ...others] = recordsIn(conditions);
  if (others.length > 0) return { conditionProblem: `${others.length + 1} conditions` };
  if (first?.['unloadEvaluator'] !== undefined) return { conditionProblem: 'a threshold to recover at' };
  const evaluator = isRecord(first?.['evaluator']) ? first['evaluator'] : {};
  const { type, params } = evaluator;
  const [low, high] = Array.isArray(params) ? params.map(Number) : [];
  const condition = toCondition(toText(type), low, high);
  return condition === undefined
    ? { conditionProblem: cutText(`the evaluator ${JSON.stringify({ type, params })}`, 200) }
    : { condition };
}

function toCondition(type: string, low = NaN, high = NaN): Condition | undefined {
  if (!Number.isFinite(low)) return undefined;
  if (type === 'gt') return { above: low, below: undefined };
  if (type === 'lt') return { above: undefined, below: low };
  if (!(low < high)) return undefined;
  if (type === 'within_range') return { above: low, below: high };
  return type === 'outside_range' ? { above: high, below: low } : undefined;
}
