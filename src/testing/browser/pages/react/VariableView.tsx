import * as React from 'react';

import { describe, toRequest } from './query-react.ts';
import type { PlainResult } from '../plain-result.ts';
import type { EditorComponent, ViewProps } from './react-plugin.ts';
import { ResultView } from './ResultView.tsx';
import { hostWindow } from '../shared-modules.ts';

interface MetricFindValue {
  readonly text: string;
  readonly value?: unknown;
}

/** A dashboard's page of one variable, with a preview of its values. */
export function VariableView({ dataSource }: ViewProps) {
  const [query, setQuery] = React.useState<unknown>('');
  const [result, setResult] = React.useState<PlainResult>({ state: 'waiting', tables: [] });
  const latest = React.useRef(query);
  const Editor = dataSource.variables?.editor as EditorComponent | undefined;

  async function run(): Promise<void> {
    setResult({ state: 'loading', tables: [] });
    const values = await ask(dataSource, latest.current);
    setResult({ state: 'done', tables: [toTable(values)] });
  }

  function change(changed: unknown): void {
    latest.current = changed;
    setQuery(changed);
    run().catch((error: unknown) => {
      setResult({ state: 'error', tables: [], error: describe(error) });
    });
  }

  return (
    <>
      <section className="host-part" aria-label="Variable">
        {Editor === undefined ? (
          <PlainEditor onChange={change} />
        ) : (
          <Editor datasource={dataSource} query={query} onChange={change} onRunQuery={() => undefined} />
        )}
      </section>
      <ResultView result={result} />
    </>
  );
}

/** Grafana's own, where a plugin has none. */
function PlainEditor({ onChange }: { readonly onChange: (query: string) => void }) {
  return (
    <label className="host-field">
      Query{' '}
      <input
        onBlur={({ currentTarget }) => {
          onChange(currentTarget.value);
        }}
      />
    </label>
  );
}

async function ask(dataSource: ViewProps['dataSource'], query: unknown): Promise<readonly MetricFindValue[]> {
  if (dataSource.variables?.query === undefined) {
    return (await dataSource.metricFindQuery?.(query, {})) as readonly MetricFindValue[];
  }
  const answer = dataSource.variables.query(toRequest([query]));
  return await new Promise((resolve, reject) => {
    hostWindow.sharedModules.rxjs.from(answer).subscribe({
      next: (response) => {
        resolve((response as { readonly data: readonly MetricFindValue[] }).data);
      },
      error: reject,
      complete: () => undefined,
    });
  });
}

function toTable(values: readonly MetricFindValue[]) {
  return {
    title: 'Values',
    columns: ['text', 'value'],
    rows: values.map(({ text, value }) => [text, value ?? text]),
    points: [],
    notices: [],
  };
}
