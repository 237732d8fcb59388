import * as React from 'react';

import type { ReactDataSource } from './query-react.ts';
import type { EditorComponent } from './react-plugin.ts';
import { hostWindow } from '../shared-modules.ts';

export type SavedAnnotation = Readonly<Record<string, unknown>>;

export interface AnnotationSupport {
  readonly prepareAnnotation?: (saved: SavedAnnotation) => SavedAnnotation;
  readonly QueryEditor?: EditorComponent;
}

interface Props {
  readonly dataSource: ReactDataSource;
  readonly support: AnnotationSupport;
  /** The plugin's editor for panels, for where it has none for annotations. */
  readonly fallback: EditorComponent | undefined;
  readonly annotation: SavedAnnotation;
  readonly onChange: (annotation: SavedAnnotation) => void;
  readonly onRun: (annotation: SavedAnnotation) => void;
}

/**
 * As Grafana's StandardAnnotationQueryEditor: whenever the annotation is another object, it is prepared, and handed on if the
 * plugin returned another one still; only what comes back as it went in is asked for. `#prepared` counts for the checks.
 */
export class AnnotationQueryEditor extends React.PureComponent<Props> {
  #prepared = 0;

  override componentDidMount(): void {
    this.#verify();
  }

  override componentDidUpdate({ annotation }: Props): void {
    if (annotation !== this.props.annotation) this.#verify();
  }

  #verify(): void {
    const { annotation, support, onChange, onRun } = this.props;
    document.body.dataset['prepared'] = String(++this.#prepared);
    const prepared = support.prepareAnnotation?.(annotation) ?? annotation;
    if (prepared === annotation) onRun(annotation);
    else onChange(prepared);
  }

  override render(): React.ReactNode {
    const { annotation, dataSource, support, fallback, onChange, onRun } = this.props;
    const Editor = support.QueryEditor ?? fallback;
    if (Editor === undefined) return null;
    return (
      <Editor
        datasource={dataSource}
        annotation={annotation}
        query={specOf(annotation) ?? annotation['target'] ?? { refId: 'Anno' }}
        onChange={(target: SavedAnnotation) => {
          onChange(withTarget(annotation, target));
        }}
        onRunQuery={() => {
          onRun(annotation);
        }}
        onAnnotationChange={onChange}
      />
    );
  }
}

/** Grafana 12 and later have dashboards whose annotations hold their query as `query.spec`. */
function specOf({ query }: SavedAnnotation): SavedAnnotation | undefined {
  if (!knowsKinds() || typeof query !== 'object' || query === null) return undefined;
  return (query as { readonly spec?: SavedAnnotation }).spec;
}

function withTarget(annotation: SavedAnnotation, changed: SavedAnnotation): SavedAnnotation {
  const { query } = annotation;
  const target = { ...specOf(annotation), ...changed };
  if (!knowsKinds() || !query) return { ...annotation, target };
  return { ...annotation, target, query: { kind: (query as { readonly kind?: string }).kind, spec: { ...target } } };
}

function knowsKinds(): boolean {
  return Number.parseInt(hostWindow.harness.grafana, 10) >= 12;
}
