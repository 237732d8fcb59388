import * as React from 'react';

import { type AnnotationSupport, AnnotationQueryEditor, type SavedAnnotation } from './AnnotationQueryEditor.tsx';
import { runQueries, describe, type ReactDataSource, toRequest } from './query-react.ts';
import type { PlainResult } from '../plain-result.ts';
import { givenModel, type ViewProps } from './react-plugin.ts';
import { ResultView } from './ResultView.tsx';

/** Saved by the original plugin. */
const oldAnnotation: SavedAnnotation = { name: 'Deploys', enable: true, iconColor: 'red', query: 'deploy' };

/** A dashboard's page of one annotation, with the events that it finds; `#saved` is what the dashboard would store. */
export function AnnotationView({ plugin, dataSource }: ViewProps) {
  const given = givenModel();
  const [annotation, setAnnotation] = React.useState<SavedAnnotation>(
    Object.keys(given).length === 0 ? oldAnnotation : given,
  );
  const [result, setResult] = React.useState<PlainResult>({ state: 'waiting', tables: [] });
  return (
    <>
      <section className="host-part" aria-label="Annotation">
        <AnnotationQueryEditor
          dataSource={dataSource}
          support={(dataSource.annotations ?? {}) as AnnotationSupport}
          fallback={plugin.components.QueryEditor}
          annotation={annotation}
          onChange={setAnnotation}
          onRun={(prepared) => {
            ask(dataSource, prepared, setResult);
          }}
        />
        <output id="saved" hidden>
          {JSON.stringify(annotation)}
        </output>
      </section>
      <ResultView result={result} />
    </>
  );
}

function ask(dataSource: ReactDataSource, annotation: SavedAnnotation, onResult: (result: PlainResult) => void): void {
  if (dataSource.annotationQuery === undefined) {
    const prepared = dataSource.annotations?.prepareAnnotation?.(annotation) ?? annotation;
    const query = dataSource.annotations?.prepareQuery?.(prepared) ?? annotation['target'];
    if (query !== undefined) runQueries(dataSource, [{ ...(query as object), refId: 'Anno' }], onResult);
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
  const rows = events.map((event) => columns.map((name) => (event as SavedAnnotation)[name] ?? null));
  return { title: 'Events', columns, rows, points: [], notices: [] };
}
