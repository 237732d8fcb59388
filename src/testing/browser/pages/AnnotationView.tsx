import * as React from 'react';

import { askQueries, describe, type ReactDataSource, toRequest } from './ask-react.ts';
import type { PlainResult } from './plain-result.ts';
import type { EditorComponent, ViewProps } from './react-plugin.ts';
import { ResultView } from './ResultView.tsx';

type Annotation = Readonly<Record<string, unknown>>;

/** A dashboard's page of one annotation, with the events that it finds. Saved by the original plugin, to begin with. */
export function AnnotationView({ plugin, dataSource }: ViewProps) {
  const support = dataSource.annotations;
  const [annotation, setAnnotation] = React.useState<Annotation>(() => {
    const saved = { name: 'Deploys', enable: true, iconColor: 'red', query: 'deploy' };
    return (support?.prepareAnnotation?.(saved) ?? saved) as Annotation;
  });
  const [result, setResult] = React.useState<PlainResult>({ state: 'waiting', tables: [] });
  const latest = React.useRef(annotation);
  const run = (): void => {
    ask(dataSource, latest.current, setResult);
  };
  React.useEffect(run, []);
  const change = (target: unknown): void => {
    latest.current = { ...latest.current, target };
    setAnnotation(latest.current);
    run();
  };
  const Editor = (support?.QueryEditor as EditorComponent | undefined) ?? plugin.components.QueryEditor;
  return (
    <>
      <section className="host-part" aria-label="Annotation">
        {Editor !== undefined && (
          <Editor
            datasource={dataSource}
            annotation={annotation}
            query={annotation['target'] ?? {}}
            onChange={change}
            onRunQuery={run}
            onAnnotationChange={(changed: Annotation) => {
              latest.current = changed;
              setAnnotation(changed);
            }}
          />
        )}
      </section>
      <ResultView result={result} />
    </>
  );
}

function ask(dataSource: ReactDataSource, annotation: Annotation, onResult: (result: PlainResult) => void): void {
  if (dataSource.annotationQuery === undefined) {
    const query = dataSource.annotations?.prepareQuery?.(annotation) ?? annotation['target'];
    if (query !== undefined) askQueries(dataSource, [{ ...(query as object), refId: 'Anno' }], onResult);
    return;
  }
  const { range } = toRequest([]) as { readonly range: unknown };
  dataSource.annotationQuery({ annotation, range }).then(
    (events) => {
      onResult({ state: 'done', tables: [toTable(events)] });
    },
    (error: unknown) => {
      onResult({ state: 'error', tables: [], error: describe(error) });
    },
  );
}

function toTable(events: readonly unknown[]) {
  const columns = ['time', 'title', 'text'];
  const rows = events.map((event) => columns.map((name) => (event as Annotation)[name] ?? null));
  return { title: 'Events', columns, rows, points: [], notices: [] };
}
