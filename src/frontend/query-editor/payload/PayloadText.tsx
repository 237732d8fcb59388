import * as React from 'react';

import { payloadText } from '../../query/describe-query.ts';
import { parsePayload } from '../../query/payload/parse-payload.ts';
import { payloadKey, payloadOf, type SavedQuery } from '../../query/saved-query.ts';
import { DraftArea } from '../../controls/draft/DraftArea.tsx';
import type { QueryChange } from '../query-change.ts';

const description =
  'JSON that goes to the server with this query. "$host" in quotes becomes the value of the variable host, a list where it has several.';

/** A payload as JSON text. Text that is not JSON yet is kept and not run. */
export function PayloadText({ query, onChange }: { readonly query: SavedQuery; readonly onChange: QueryChange }) {
  const text = payloadText(payloadOf(query));
  return (
    <DraftArea
      label="Payload"
      description={description}
      rows={Math.min(16, Math.max(3, text.split('\n').length))}
      value={text}
      placeholder='{ "host": "$host" }'
      check={problemOf}
      onCommit={(typed) => {
        onChange({ [payloadKey(query)]: typed.trim() === '' ? undefined : typed }, problemOf(typed) === undefined);
      }}
    />
  );
}

function problemOf(text: string): string | undefined {
  const parsed = parsePayload(text);
  return parsed.state === 'invalid' ? parsed.problem : undefined;
}
