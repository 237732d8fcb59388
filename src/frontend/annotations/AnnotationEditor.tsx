import type { QueryEditorProps } from '@grafana/data';
import * as React from 'react';

import { EditorFrame } from '../controls/style/EditorFrame.tsx';
import { DraftField } from '../controls/draft/DraftField.tsx';
import { PayloadText } from '../query-editor/payload/PayloadText.tsx';
import type { QueryChanges } from '../query-editor/query-change.ts';
import { payloadOf, targetOf, type SavedQuery } from '../query/saved-query.ts';
import { readAnnotationQuery } from './annotation-model.ts';

/** What an annotation asks the server for. */
export function AnnotationEditor({ query: saved, onChange }: QueryEditorProps<unknown, SavedQuery>) {
  const query = readAnnotationQuery(saved);

  function change(changes: QueryChanges): void {
    // A field that is taken away stays as undefined: Grafana 12 lays what it gets over what there was.
    onChange({ ...query, ...changes } as SavedQuery);
  }

  return (
    <EditorFrame>
      <div className="sjp-stack">
        <DraftField
          label="Annotation query"
          description="Your server gets it as annotation.query; what it means is up to the server. Empty asks for every event."
          placeholder="such as deploy"
          value={targetOf(query)}
          onCommit={(target) => {
            change({ target });
          }}
        />
        <details open={payloadOf(query) !== undefined}>
          <summary className="sjp-small">Payload, for servers without /annotations</summary>
          <PayloadText query={query} onChange={change} />
        </details>
      </div>
    </EditorFrame>
  );
}
