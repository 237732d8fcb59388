import type { Json } from '../go-host.ts';

/** What a server answers, what the rule's query asks for, and what each kind of alerting has to make of it; the threshold is 10. */
export interface AlertCase {
  readonly number: number;
  readonly title: string;
  readonly type?: 'table';
  readonly target?: string;
  /** What else the query says. */
  readonly model?: Json;
  readonly answer: unknown;
  /** Of the answer, 200 unless given. */
  readonly status?: number;
  readonly unified: Verdict;
  /** Where Grafana 8 and 9 differ, and later ones that are told to read frames as those do. */
  readonly untyped?: Verdict;
  readonly legacy: Verdict;
  /** A part of what the answer's first frame says was left out. */
  readonly notice?: string;
  /** Where version 1 differs: its rules know nothing but series. */
  readonly version1?: Verdict;
}

export interface Verdict {
  readonly state: string;
  /** A part of the error's words. */
  readonly error?: string;
  /** Of each instance what tells it apart (labels, or a name in legacy alerting), its state and its value. */
  readonly instances?: readonly (readonly [identity: Json | string, state: string, value: number | null])[];
}

/** The first time of all cases. */
export const start = 1714543200000;

export function series(target: string, values: readonly (number | string | null)[], more: Json = {}): Json {
  return { target, datapoints: values.map((value, i) => [value, start + i * 1000]), ...more };
}

/** Columns are `name: type`, or a name alone where the server does not declare one. */
export function table(columns: readonly string[], rows: readonly (readonly unknown[])[], more: Json = {}): Json {
  const declared = columns.map((column) => {
    const [text, type] = column.split(': ');
    return { text, ...(type !== undefined && { type }) };
  });
  return { type: 'table', columns: declared, rows, ...more };
}

/** Unified alerting has these instances; legacy alerting reads no table without times. */
export function tableWithoutTimes(
  instances: NonNullable<Verdict['instances']>,
): Pick<AlertCase, 'unified' | 'legacy' | 'version1'> {
  return {
    unified: { state: stateOf(instances), instances },
    legacy: { state: 'error', error: 'not recognized as a time series' },
    version1: { state: 'no_data' },
  };
}

function stateOf(instances: NonNullable<Verdict['instances']>): string {
  const states = instances.map(([, state]) => state);
  return ['Alerting', 'Normal'].find((state) => states.includes(state)) ?? 'NoData';
}

/** Instances of series: their labels, their name in legacy alerting, and the last value; null is no data. */
export function instances(
  ...given: readonly (readonly [labels: Json, name: string, value: number | null])[]
): Pick<AlertCase, 'unified' | 'legacy'> {
  const unified = given.map(([labels, , value]) => {
    const state = value === null ? 'NoData' : value > 10 ? 'Alerting' : 'Normal';
    return [labels, state, value] as const;
  });
  const legacy = given.flatMap(([, name, value]) =>
    value === null ? [] : [[name, value > 10 ? 'alerting' : 'ok', value] as const],
  );
  const legacyState = legacy.some(([, state]) => state === 'alerting')
    ? 'alerting'
    : legacy.length > 0
      ? 'ok'
      : 'no_data';
  return {
    unified: { state: stateOf(unified), instances: unified },
    legacy: { state: legacyState, instances: legacy },
  };
}

export const noData = { unified: { state: 'NoData' }, legacy: { state: 'no_data' } } as const;

/** @param words a part of the error's text */
export function failure(words: string): Pick<AlertCase, 'unified' | 'legacy'> {
  return { unified: { state: 'Error', error: words }, legacy: { state: 'error', error: words } };
}
