import type { DataQueryRequest, TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import { describeError } from '../describe-error.ts';
import { previewRequest } from '../query/preview-request.ts';
import { isAskable, type SavedQuery } from '../query/saved-query.ts';
import { sentText } from '../query/sent-text.ts';
import type { ResourceClient } from '../resource-client.ts';

export interface SentQueryProps {
  readonly client: ResourceClient;
  readonly query: SavedQuery;
  readonly range: TimeRange | undefined;
  /** What the panel asked last. */
  readonly request: DataQueryRequest<SavedQuery> | undefined;
}

type Shown = { readonly text: string } | { readonly problem: string };

/** The request as the server gets it, in the words of the executable, which is who sends it. */
export function SentQuery(props: SentQueryProps) {
  const { client, query, range, request } = props;
  const [shown, setShown] = React.useState<Shown>({ text: '' });
  const asked = JSON.stringify([query, range?.raw, request?.intervalMs, request?.maxDataPoints]);

  React.useEffect(() => {
    let isCurrent = true;
    fetchSentQuery(props).then(
      (text) => {
        if (isCurrent) setShown({ text });
      },
      (error: unknown) => {
        if (isCurrent) setShown({ problem: describeError(error) });
      },
    );
    return () => {
      isCurrent = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the objects are others with every drawing; what they hold counts
  }, [client, asked]);

  return (
    <div className="sjp-field">
      {'problem' in shown ? (
        <p className="sjp-error" role="alert">
          {shown.problem}
        </p>
      ) : (
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex -- it scrolls, which takes the focus where there is no mouse
        <pre className="sjp-code" tabIndex={0} aria-label="Sent request">
          {shown.text}
        </pre>
      )}
    </div>
  );
}

async function fetchSentQuery({ client, query, range, request }: SentQueryProps): Promise<string> {
  if (!isAskable(query)) return 'Nothing: the query names no metric and has no payload, or it is hidden.';
  const context = { request, range, templates: getTemplateSrv(), dataSourceName: client.name ?? '' };
  return sentText(await client.fetch('sent-query', previewRequest(query, context)));
}
