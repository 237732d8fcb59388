import { isNull, type Field, type Labels } from '../../sdk/dataframe/field.ts';
import { mapInSteps, type Steps } from '../../sdk/turns/steps.ts';

/** A table's columns as a rule or a graph reads them: columns that become labels (factors), and columns of values. */
export interface LabelledColumns<Value extends Field> {
  readonly factors: readonly Factor[];
  readonly values: readonly LabelledValue<Value>[];
}

export interface LabelledValue<Value extends Field> {
  readonly field: Value;
  /** The labels that all its cells have: the server's own, and the column's name where only that tells it from others. */
  readonly labels: Labels;
}

/** A column whose cells become a label. */
interface Factor {
  readonly label: string;
  readonly field: Field;
}

/** Columns of one name get labels of different names. */
export function* labelledColumns<Value extends Field>(
  factors: readonly Field[],
  values: readonly Value[],
): Steps<LabelledColumns<Value>> {
  const taken = new TakenNames(values.flatMap(({ labels = {} }) => Object.keys(labels)));
  const named = yield* mapInSteps(factors, (field) => ({ field, label: taken.take(field.name) }));
  if (yield* areDistinct(values)) {
    return { factors: named, values: values.map((field) => ({ field, labels: field.labels ?? {} })) };
  }
  const columnLabel = taken.take('target');
  const columns = new TakenNames([]);
  const labelled = yield* mapInSteps(values, (field) => ({
    field,
    labels: { ...field.labels, [columnLabel]: columns.take(field.name) },
  }));
  return { factors: named, values: labelled };
}

/** The labels of one row; a null cell gives none. */
export function rowLabels(factors: readonly Factor[], row: number): Labels {
  const labels: [string, string][] = [];
  for (const { label, field } of factors) {
    if (isNull(field, row)) continue;
    const value = field.values[row];
    labels.push([label, field.type === 'boolean' ? String(value === 1) : String(value)]);
  }
  // A column may have any name, `__proto__` as well.
  return Object.fromEntries(labels);
}

/** A key that rows of one table share if their labels are equal. */
export function rowKey(factors: readonly Factor[], row: number): string {
  let key = '';
  for (const { field } of factors) {
    if (isNull(field, row)) key += '-';
    else {
      const text = String(field.values[row]);
      key += `${text.length}:${text}`;
    }
  }
  return key;
}

/** A key that is the same for equal labels in any order. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Gives every column a name that no other column has. */
class TakenNames {
  readonly #taken: Set<string>;
  /** How often each has been wanted. */
  readonly #wanted = new Map<string, number>();

  constructor(taken: readonly string[]) {
    this.#taken = new Set(taken);
  }

  /** The wanted name, or one with underscores when that is taken, or with a number when many want it. */
  take(wanted: string): string {
    const before = this.#wanted.get(wanted) ?? 0;
    let name = before < maxUnderscores ? wanted + '_'.repeat(before) : `${wanted}_${before}`;
    while (this.#taken.has(name)) name += '_';
    this.#taken.add(name);
    this.#wanted.set(wanted, before + 1);
    return name;
  }
}

const maxUnderscores = 8;

function* areDistinct(values: readonly Field[]): Steps<boolean> {
  const keys = new Set(yield* mapInSteps(values, ({ labels = {} }) => labelsKey(labels)));
  return keys.size === values.length;
}
