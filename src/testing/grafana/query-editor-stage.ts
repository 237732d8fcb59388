import { afterEach, beforeEach } from '@jest/globals';
import { act, cleanup, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import type { MetricsRequest, Option } from '../../shared/resource-routes.ts';
import { fakeResourceClient } from './fake-resource-client.ts';
import { fakeTemplateSrv } from './fake-template-srv.ts';
import { setTemplateSrv } from './runtime.ts';

const metrics: readonly Option[] = [
  { text: 'CPU load', value: 'cpu' },
  {
    text: 'Requests',
    value: 'requests',
    payloads: [
      { name: 'host', label: 'Host', type: 'multi-select' },
      { name: 'method', label: 'Method', type: 'select', options: [{ label: 'Get', value: 'GET' }, { value: 'POST' }] },
      { name: 'path', label: 'Path', placeholder: '/', defaultValue: '/api' },
      { name: 'note', label: 'Note', type: 'textarea', reloadMetric: true },
      { broken: true },
    ],
  },
];

const answers = {
  metrics: ({ text = '' }: MetricsRequest) => ({
    options: metrics.filter((metric) =>
      `${metric.text} ${String(metric.value)}`.toLowerCase().includes(text.toLowerCase()),
    ),
    more: 0,
  }),
  'sent-query': () => ({
    method: 'PUT',
    path: '/api/query',
    headerNames: ['accept', 'x-api-key'],
    body: { targets: [1] },
  }),
  'payload-options': () => ({
    options: [
      { text: 'db-1', value: 'db-1' },
      { text: 'web-1', value: 'web-1' },
    ],
    more: 0,
  }),
};

interface EditorProps<Query> {
  readonly datasource: ReturnType<typeof fakeResourceClient>;
  readonly query: Query;
  readonly onChange: (query: Query) => void;
  readonly onRunQuery: () => void;
  readonly app?: string;
}

/**
 * To be called once in a file. Opens the editor of a query in any of its tests, and answers what that asks; `given` goes before the
 * usual answers.
 */
export function queryEditorStage<Query>(Editor: React.ComponentType<EditorProps<Query>>) {
  beforeEach(() => {
    setTemplateSrv(fakeTemplateSrv([{ name: 'hosts', value: ['db-1', 'db-2'] }]));
  });
  afterEach(cleanup);

  return async (query: Query, app?: string, given: Readonly<Record<string, () => unknown>> = {}) => {
    const client = fakeResourceClient({ ...answers, ...given });
    const changes: Query[] = [];
    let runs = 0;
    function Stateful() {
      const [shown, setShown] = React.useState(query);
      const onChange = (changed: Query) => {
        changes.push(changed);
        setShown(changed);
      };
      const onRunQuery = () => {
        runs++;
      };
      const props = { datasource: client, query: shown, onChange, onRunQuery, ...(app !== undefined && { app }) };
      return React.createElement(Editor, props);
    }
    render(React.createElement(Stateful));
    // What the server says of the saved metric.
    await act(async () => undefined);
    return { user: userEvent.setup(), client, changes, last: () => changes[changes.length - 1], runs: () => runs };
  };
}
