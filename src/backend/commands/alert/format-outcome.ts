import type { Field } from '../../sdk/dataframe/field.ts';
import type { CommandOutput } from '../command-output.ts';
import { formatTable } from '../print/format-table.ts';
import { printable } from '../print/text-width.ts';
import type { AlertOutcome, Condition } from '../../sdk/rule/evaluate-rule.ts';
import type { Reducer } from '../../sdk/rule/reduce-series.ts';
import { toPlainOutcome } from '../../sdk/rule/rule-outcome.ts';
import { formatLabels } from '../../sdk/rule/rule-values.ts';

export interface CheckedRule {
  readonly question: FormattedRule & { readonly title: string };
  readonly outcome: AlertOutcome;
  readonly notices: readonly string[];
}

interface FormattedRule {
  readonly reducer: Reducer;
  readonly condition: Condition;
  /** What was taken from a saved rule, in words. */
  readonly taken: readonly string[];
}

/** A rule's state and its instances, as lines of text. */
export function formatOutcome(
  { state, error, instances }: AlertOutcome,
  rule: FormattedRule,
  { colours }: Pick<CommandOutput, 'colours'>,
): readonly string[] {
  const origin = rule.taken.length === 0 ? '' : ` (from the rule: ${rule.taken.join(', ')})`;
  if (error !== undefined) return [`${state}: ${printable(error)}${origin}`];
  if (instances.length === 0) return [`${state}: the answer holds nothing to evaluate${origin}`];
  const fields: readonly Field[] = [
    { type: 'string', name: 'State', values: instances.map((instance) => instance.state) },
    { type: 'string', name: 'Value', values: instances.map(({ value }) => (value === null ? 'null' : String(value))) },
    { type: 'string', name: 'Labels', values: instances.map(({ labels }) => formatLabels(labels)) },
  ];
  const head = `${state}: a rule that fires on ${describeCondition(rule.condition)}, of ${compared(instances, rule.reducer)}${origin}`;
  return [head, ...formatTable({ name: '', fields }, { mostRows: Infinity, width: undefined, colours })];
}

/** The same as JSON, with NaN and infinities as texts. The title is included if there are several rules. */
export function plainOutcome(
  { question: { title, taken }, outcome, notices }: CheckedRule,
  { isTitled }: { readonly isTitled: boolean },
): object {
  return { ...(isTitled && { title }), ...toPlainOutcome(outcome), notices, ...(taken.length > 0 && { taken }) };
}

/** What is compared, in words. A rule reads either series or numbers of an answer, never both. */
function compared(instances: AlertOutcome['instances'], reducer: Reducer): string {
  if (!instances.some(({ isReduced }) => isReduced)) return 'the numbers of a table, as they are';
  const names: Partial<Record<Reducer, string>> = { last: 'last value', count: 'number of points' };
  return `the ${names[reducer] ?? reducer} of each series`;
}

function describeCondition({ above, below }: Condition): string {
  if (above === undefined && below === undefined) return 'all that is not 0';
  if (above === undefined) return `less than ${String(below)}`;
  if (below === undefined) return `more than ${above}`;
  return above < below ? `more than ${above} and less than ${below}` : `more than ${above} or less than ${below}`;
}
