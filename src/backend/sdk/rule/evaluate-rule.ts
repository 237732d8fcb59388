import type { RuleValue } from './rule-values.ts';

export type AlertState = 'Normal' | 'Alerting' | 'NoData' | 'Error';

export interface Condition {
  readonly above: number | undefined;
  readonly below: number | undefined;
}

export interface AlertInstance extends RuleValue {
  readonly state: AlertState;
}

export interface AlertOutcome {
  /** The worst of the instances; no data where there is none. */
  readonly state: AlertState;
  /** Why the rule is in the state Error. */
  readonly error?: string;
  readonly instances: readonly AlertInstance[];
}

const severity: readonly AlertState[] = ['NoData', 'Normal', 'Alerting', 'Error'];

/** Compares each number, as Grafana 12 does: null is no data, and NaN is on neither side of a threshold. */
export function evaluateRule(values: readonly RuleValue[], condition: Condition): AlertOutcome {
  const instances = values.map((value) => ({ ...value, state: stateOf(value, condition) }));
  const worst = Math.max(0, ...new Set(instances.map(({ state }) => severity.indexOf(state))));
  return { state: severity[worst] ?? 'NoData', instances };
}

function stateOf({ value }: RuleValue, condition: Condition): AlertState {
  if (value === null) return 'NoData';
  return fires(value, condition) ? 'Alerting' : 'Normal';
}

/** Without a threshold a rule fires on all that is not 0, NaN included, as on a math expression. */
function fires(value: number, { above, below }: Condition): boolean {
  if (above === undefined && below === undefined) return value !== 0;
  if (above === undefined) return value < (below ?? NaN);
  if (below === undefined) return value > above;
  return above < below ? value > above && value < below : value > above || value < below;
}
