import type { DataFrame } from '../dataframe/data-frame.ts';
import type { Labels } from '../dataframe/field.ts';
import type { Steps } from '../turns/steps.ts';
import { type AlertOutcome, type AlertState, type Condition, evaluateRule } from './evaluate-rule.ts';
import type { Reducer } from './reduce-series.ts';
import { ruleValuesInSteps } from './rule-values.ts';
import { errorMessage } from '../builtins/error-message.ts';

/** What Grafana's editor of alert rules saves with every query. */
export const ruleDefaults = { intervalMs: 1000, maxDataPoints: 43_200 };

/** A query's answer, as it goes to Grafana. */
export interface RuleAnswer {
  readonly frames: readonly DataFrame[];
  /** Why there is none. */
  readonly error: string | undefined;
}

export interface Rule {
  readonly reducer: Reducer;
  readonly condition: Condition;
}

/** What a rule makes of a query's answer; what Grafana refuses is the rule's state Error. */
export function* ruleOutcomeInSteps({ frames, error }: RuleAnswer, { reducer, condition }: Rule): Steps<AlertOutcome> {
  if (error !== undefined) return { state: 'Error', error, instances: [] };
  try {
    return evaluateRule(yield* ruleValuesInSteps(frames, reducer), condition);
  } catch (problem) {
    return { state: 'Error', error: errorMessage(problem), instances: [] };
  }
}

/** An outcome as JSON can say it: NaN and infinities are texts. */
export interface PlainOutcome {
  readonly state: AlertState;
  readonly error?: string;
  readonly instances: readonly {
    readonly labels: Labels;
    readonly value: number | string | null;
    readonly state: AlertState;
  }[];
}

export function toPlainOutcome({ state, error, instances }: AlertOutcome): PlainOutcome {
  return {
    state,
    ...(error !== undefined && { error }),
    instances: instances.map(({ labels, value, state: each }) => ({
      labels,
      value: value === null || Number.isFinite(value) ? value : String(value),
      state: each,
    })),
  };
}
