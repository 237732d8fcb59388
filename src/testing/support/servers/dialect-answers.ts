/** What a server of any dialect makes of a body that its contract allows. */
export const dialectAnswers: Readonly<Record<string, (body: RequestBody) => unknown>> = {
  '/search': ({ target }) => metricNames.filter((name) => name.includes(target ?? '')),
  '/metrics': () => metricNames.map((name) => ({ value: name, label: name, payloads: [{ name: 'factor' }] })),
  '/metric-payload-options': ({ name }) => [{ label: `one ${name ?? ''}`, value: 1 }],
  '/variable': ({ payload }) => [{ __text: `all of ${payload?.target ?? ''}`, __value: 'upper' }],
  '/annotations': ({ range, annotation }) => [deployment(annotation?.query ?? '', range)],
  '/tag-keys': () => [{ type: 'string', text: 'City' }],
  '/tag-values': ({ key, filters = [] }) => [{ text: [key, ...filters.map(({ value }) => value)].join(' in ') }],
  '/query': (body) => (body.targets ?? []).map((target) => answerTarget(target, body)),
};

export interface RequestBody {
  readonly target?: string;
  readonly name?: string;
  readonly key?: string;
  readonly payload?: { readonly target?: string; readonly factor?: number };
  readonly annotation?: { readonly query: string };
  readonly range?: Range;
  readonly adhocFilters?: readonly Filter[];
  readonly filters?: readonly Filter[];
  readonly targets?: readonly Target[];
}

interface Range {
  readonly from: string;
  readonly to: string;
}

interface Filter {
  readonly key: string;
  readonly value: string;
}

interface Target {
  readonly target: string;
  readonly data?: RequestBody['payload'];
  readonly payload?: RequestBody['payload'];
}

const metricNames = ['upper', 'lower', 'inventory'];

/** A series whose value is 42, or so many times that, at the end of the range; its labels are the filters. */
function answerTarget({ target, data, payload }: Target, { range, adhocFilters, filters = [] }: RequestBody): unknown {
  if (target === 'inventory') return inventory;
  if (target === 'deploys') return [deployment(target, range)];
  const factor = (payload ?? data)?.factor ?? 1;
  const labels = Object.fromEntries((adhocFilters ?? filters).map(({ key, value }) => [key, value]));
  return { target, tags: labels, datapoints: [[42 * factor, toEpochMs(range?.to)]] };
}

const inventory = {
  type: 'table',
  columns: [
    { text: 'host', type: 'string' },
    { text: 'cores', type: 'number' },
  ],
  rows: [
    ['web-1', 8],
    ['db-1', 32],
  ],
};

function deployment(query: string, range: Range | undefined): unknown {
  return { time: toEpochMs(range?.to), title: 'deploy', text: `v2 of ${query}`, tags: ['a', 'b'] };
}

function toEpochMs(time = 'now'): number {
  if (time === 'now') return Date.now();
  return /^\d+$/.test(time) ? Number(time) : Date.parse(time);
}
