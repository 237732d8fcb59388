import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import type { OptionList, PayloadField } from '../../shared/resource-routes.ts';
import { interpolateQuery } from '../query/interpolate-query.ts';
import { payloadOf, targetOf, type SavedQuery } from '../query/saved-query.ts';
import { createVariableFill } from '../query/variables/variable-fill.ts';
import type { ResourceClient } from '../resource-client.ts';
import { parsePayloadFields } from './payload/parse-payload-fields.ts';

export interface MetricDetails {
  /** What the chosen metric is called in lists. */
  readonly text: string | undefined;
  /** The form of its payload, where the server describes one. */
  readonly fields: readonly PayloadField[];
  /** Asks again, since the form may depend on what has been filled in. */
  readonly reload: () => void;
}

/**
 * What the server says of the chosen metric. A failure is not shown here: the list of metrics, which asks the same, shows
 * it, and a query is edited as well without.
 */
export function useMetricDetails(client: ResourceClient, query: SavedQuery): MetricDetails {
  const [found, setFound] = React.useState<Omit<MetricDetails, 'reload'>>({ text: undefined, fields: [] });
  const [asked, setAsked] = React.useState(0);
  const target = targetOf(query);

  React.useEffect(() => {
    let isCurrent = true;
    fetchDetails(client, query).then(
      (details) => {
        if (isCurrent) setFound(details);
      },
      () => {
        if (isCurrent) setFound({ text: undefined, fields: [] });
      },
    );
    return () => {
      isCurrent = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the payload counts only when a field says so, with `reload`
  }, [client, target, asked]);

  return {
    ...found,
    reload: () => {
      setAsked(asked + 1);
    },
  };
}

async function fetchDetails(client: ResourceClient, query: SavedQuery): Promise<Omit<MetricDetails, 'reload'>> {
  const filled = interpolateQuery(query, createVariableFill(getTemplateSrv(), {}));
  const metric = targetOf(filled);
  if (metric === '') return { text: undefined, fields: [] };
  const list = await client.fetch('metrics', { text: metric, metric, payload: payloadOf(filled) ?? {}, limit: 100 });
  return findDetails(list, metric);
}

function findDetails({ options }: OptionList, metric: string): Omit<MetricDetails, 'reload'> {
  const option = options.find(({ value }) => String(value) === metric);
  return { text: option?.text, fields: parsePayloadFields(option?.payloads ?? []) };
}
