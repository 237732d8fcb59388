import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTemplateSrv } from '@grafana/runtime';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import type { MetricsRequest, Option } from '../../shared/resource-routes.ts';
import { fakeResourceClient } from '../../testing/grafana/fake-resource-client.ts';
import { fakeTemplateSrv } from '../../testing/grafana/fake-template-srv.ts';
import type { SavedQuery } from '../query/saved-query.ts';
import { QueryEditor } from './QueryEditor.tsx';

afterEach(cleanup);

beforeEach(() => {
  setTemplateSrv(fakeTemplateSrv([{ name: 'hosts', value: ['db-1', 'db-2'] }]));
});

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

async function setUp(query: SavedQuery, app?: string, given: Readonly<Record<string, () => unknown>> = {}) {
  const client = fakeResourceClient({ ...answers, ...given });
  const changes: SavedQuery[] = [];
  let runs = 0;
  function Stateful() {
    const [shown, setShown] = React.useState(query);
    return (
      <QueryEditor
        datasource={client}
        query={shown}
        onChange={(changed) => {
          changes.push(changed);
          setShown(changed);
        }}
        onRunQuery={() => {
          runs++;
        }}
        {...(app !== undefined && { app })}
      />
    );
  }
  render(<Stateful />);
  // What the server says of the saved metric.
  await act(async () => undefined);
  return { user: userEvent.setup(), client, changes, last: () => changes[changes.length - 1], runs: () => runs };
}

describe('QueryEditor', () => {
  it('picks a metric from what the server offers, and runs it', async () => {
    const { user, last, runs } = await setUp({ refId: 'A' });
    await user.click(screen.getByRole('combobox', { name: 'Metric' }));
    await user.click(await screen.findByRole('option', { name: 'CPU load' }));
    expect(last()).toEqual({ refId: 'A', target: 'cpu' });
    expect(runs()).toBe(1);
    expect(await screen.findByDisplayValue('CPU load')).toBeTruthy();
  });

  it('says what type of answer it searches metrics for', async () => {
    const { user, client } = await setUp({ refId: 'A', type: 'table' });
    await user.click(screen.getByRole('combobox', { name: 'Metric' }));
    await screen.findByText('2 found');
    expect(client.asked).toEqual([{ route: 'metrics', request: { text: '', limit: 500, type: 'table' } }]);
  });

  it('offers the variables of the dashboard after a dollar sign', async () => {
    const { user, last } = await setUp({ refId: 'A' });
    await user.click(screen.getByRole('combobox', { name: 'Metric' }));
    await user.keyboard('$ho');
    await user.click(await screen.findByRole('option', { name: '$hosts' }));
    expect(last()?.target).toBe('$hosts');
  });

  it('takes a metric as text where it is more than a name', async () => {
    const { user, last, runs } = await setUp({ refId: 'A', target: 'cpu' });
    await user.click(screen.getByRole('button', { name: 'Edit as text' }));
    expect(last()).toEqual({ refId: 'A', target: 'cpu', rawQuery: true });
    expect(runs()).toBe(0);
    const area = screen.getByRole('textbox', { name: 'Metric' });
    await user.clear(area);
    await user.type(area, 'SELECT 1');
    await user.tab();
    expect(last()?.target).toBe('SELECT 1');
    expect(runs()).toBe(1);
    await user.click(screen.getByRole('button', { name: 'Pick from the list' }));
    expect(screen.getByRole('combobox', { name: 'Metric' })).toBeTruthy();
  });

  it('switches between time series and table', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'cpu' });
    await user.click(screen.getByRole('radio', { name: 'Table' }));
    expect(last()?.type).toBe('table');
    await user.click(screen.getByRole('radio', { name: 'Time series' }));
    expect(last()?.type).toBe('timeserie');
  });

  it('takes an alias when it is complete, and takes it away again', async () => {
    const { user, changes } = await setUp({ refId: 'A', target: 'cpu' });
    const alias = screen.getByRole('textbox', { name: 'Alias' });
    await user.type(alias, '{{{{host}}{Enter}');
    expect(changes).toEqual([{ refId: 'A', target: 'cpu', alias: '{{host}}' }]);
    await user.clear(alias);
    await user.tab();
    expect(changes[1]).toEqual({ refId: 'A', target: 'cpu' });
  });

  it('takes a unit and decimals', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'cpu' });
    await user.click(screen.getByRole('button', { name: 'Unit and decimals' }));
    await user.type(screen.getByLabelText('Unit'), 'bytes{Enter}');
    await user.type(screen.getByLabelText('Decimals'), '2{Enter}');
    expect(last()).toMatchObject({ unit: 'bytes', decimals: 2 });
    await user.clear(screen.getByLabelText('Decimals'));
    await user.tab();
    expect(last()).toEqual({ refId: 'A', target: 'cpu', unit: 'bytes' });
  });

  it.each([
    ['select metric', ''],
    ['upper_25', 'upper_25'],
  ])('shows the saved metric %j as %j', async (target, shown) => {
    await setUp({ refId: 'A', target });
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Metric' }).value).toBe(shown);
  });

  it('shows what the server gets, with the values of variables', async () => {
    const { user, client } = await setUp({ refId: 'A', target: 'cpu', payload: '{"h":"$hosts"}' });
    await user.click(screen.getByRole('button', { name: 'What the server gets' }));
    await screen.findByText(/^PUT \/api\/query/);
    expect(screen.getByLabelText('Sent request').textContent).toBe(
      'PUT /api/query\nHeaders: accept, x-api-key\n\n{\n  "targets": [\n    1\n  ]\n}',
    );
    expect(client.asked[client.asked.length - 1]).toMatchObject({
      route: 'sent-query',
      request: { query: { refId: 'A', target: 'cpu', payload: { h: ['db-1', 'db-2'] }, carried: { filters: [] } } },
    });
  });

  it('shows what the server gets of the query as it is now, whichever answer comes last', async () => {
    const pending: ((body: unknown) => void)[] = [];
    const { user } = await setUp({ refId: 'A', target: 'cpu' }, 'dashboard', {
      'sent-query': async () =>
        new Promise((resolve) => {
          pending.push((body) => {
            resolve({ method: 'POST', path: '/query', headerNames: [], body });
          });
        }),
    });
    await user.click(screen.getByRole('button', { name: 'What the server gets' }));
    await user.click(screen.getByRole('radio', { name: 'Table' }));
    expect(pending.length).toBe(2);
    await act(async () => pending[1]?.('of the table'));
    await act(async () => pending[0]?.('of the series'));
    expect(screen.getByLabelText('Sent request').textContent).toContain('of the table');
  });

  it('draws what a server or a dashboard says as text, never as HTML', async () => {
    const html = '<img src=x onerror="alert(1)">';
    const { user } = await setUp({ refId: 'A', target: html, payload: html });
    await user.click(screen.getByRole('button', { name: 'What the server gets' }));
    expect(document.querySelector('img')).toBeNull();
  });

  it('says in an alert rule which variable nobody fills in', async () => {
    await setUp({ refId: 'A', target: 'cpu $hosts' }, 'unified-alerting');
    expect(screen.getByRole('status').textContent).toContain('$hosts goes to the server as it stands');
  });

  it('says nothing of the kind in a panel', async () => {
    await setUp({ refId: 'A', target: 'cpu $hosts' }, 'dashboard');
    expect(screen.queryByRole('status')).toBeNull();
  });
});

describe('a list of metrics with nothing in it', () => {
  it.each([
    ['is empty', () => ({ options: [], more: 0 }), 'The server answers with an empty list of metrics.'],
    [
      'fails',
      async () => Promise.reject(Object.assign(new Error('404'), { data: { message: 'POST /search: 404' } })),
      'The server does not list its metrics: POST /search: 404',
    ],
  ])('says why where it %s, and where to read more', async (_, metrics, why) => {
    const { user, last } = await setUp({ refId: 'A' }, 'dashboard', { metrics });
    const input = screen.getByRole('combobox', { name: 'Metric' });
    await user.click(input);
    const link = await screen.findByRole('link', { name: 'How a server lists its metrics' });
    expect(link.getAttribute('href')).toMatch(/^https:/);
    expect(link.parentElement?.textContent).toContain(why);
    expect(input.getAttribute('aria-describedby')).toBe(link.parentElement?.id);
    await user.type(input, 'my own{Enter}');
    expect(last()?.target).toBe('my own');
  });

  it('is not what a search without a match is', async () => {
    const { user } = await setUp({ refId: 'A' });
    await user.click(screen.getByRole('combobox', { name: 'Metric' }));
    await user.keyboard('nothing like it');
    await screen.findByText('The server offers nothing that matches');
    expect(screen.queryByRole('link')).toBeNull();
  });
});

describe('run as an alert rule would', () => {
  const outcome = {
    state: 'Alerting',
    instances: [
      { labels: { host: 'one', az: 'a' }, value: 5, state: 'Alerting' },
      { labels: {}, value: 'NaN', state: 'Normal' },
    ],
    more: 7,
    notices: ['half of it could not be read'],
  };

  const rows = () => screen.getAllByRole('row').map(({ textContent }) => textContent);

  it('shows what the executable says of it, and asks again with another threshold', async () => {
    const { user, client } = await setUp({ refId: 'A', target: 'cpu $hosts' }, 'dashboard', {
      'run-as-rule': () => outcome,
    });
    await user.click(screen.getByRole('button', { name: 'Run as an alert rule would' }));
    await screen.findByText('Alerting: the rule would fire.');
    expect(rows()).toEqual(['StateValueLabels of the instance', 'Alerting5az=a, host=one', 'NormalNaNnone']);
    expect(screen.getByText('7 more instances are not shown.')).toBeTruthy();
    expect(screen.getByText('half of it could not be read')).toBeTruthy();
    await user.type(screen.getByLabelText('Fire above'), '4{Enter}');
    await user.selectOptions(screen.getByLabelText('Reduce each series to its'), 'mean');
    await screen.findByText('Alerting: the rule would fire.');
    const asked = client.asked.flatMap(({ route, request }) => (route === 'run-as-rule' ? [request] : []));
    const query = { refId: 'A', target: 'cpu $hosts' };
    const range = { from: expect.any(String), to: expect.any(String) };
    expect(asked).toEqual([
      { query, range, reducer: 'last' },
      { query, range, reducer: 'last', above: 4 },
      { query, range, reducer: 'mean', above: 4 },
    ]);
  });

  it('shows why a rule cannot be evaluated', async () => {
    const { user } = await setUp({ refId: 'A', target: 'cpu' }, 'dashboard', {
      'run-as-rule': () => ({ state: 'Error', error: 'no such metric', instances: [], more: 0, notices: [] }),
    });
    await user.click(screen.getByRole('button', { name: 'Run as an alert rule would' }));
    expect(await screen.findByText('no such metric')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('shows why nothing could be asked', async () => {
    const { user } = await setUp({ refId: 'A', target: 'cpu' }, 'dashboard', {
      'run-as-rule': async () =>
        Promise.reject(Object.assign(new Error('413'), { data: { message: 'too many rows' } })),
    });
    await user.click(screen.getByRole('button', { name: 'Run as an alert rule would' }));
    expect((await screen.findByRole('alert')).textContent).toBe('too many rows');
  });

  it('shows nothing that was asked before', async () => {
    const pending: ((state: string) => void)[] = [];
    const { user } = await setUp({ refId: 'A', target: 'cpu' }, 'dashboard', {
      'run-as-rule': async () =>
        new Promise((resolve) => {
          pending.push((state) => {
            resolve({ state, instances: [], more: 0, notices: [] });
          });
        }),
    });
    await user.click(screen.getByRole('button', { name: 'Run as an alert rule would' }));
    await user.selectOptions(screen.getByLabelText('Reduce each series to its'), 'max');
    await act(async () => pending[0]?.('Alerting'));
    expect(screen.getByText('Asking the server …')).toBeTruthy();
    await act(async () => pending[1]?.('Normal'));
    expect(screen.getByText('Normal: no instance would fire.')).toBeTruthy();
  });
});

describe('the payload as JSON', () => {
  it('is added where there is none', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'cpu' });
    await user.click(screen.getByRole('button', { name: 'Add payload' }));
    await user.type(screen.getByRole('textbox', { name: 'Payload' }), '{{"a":1}');
    await user.tab();
    expect(last()?.payload).toBe('{"a":1}');
  });

  it('shows where it is not JSON while it is typed, and is kept without being run', async () => {
    const { user, last, runs } = await setUp({ refId: 'A', target: 'cpu', payload: '{"a":1}' });
    const area = screen.getByRole('textbox', { name: 'Payload' });
    await user.clear(area);
    await user.type(area, '{{"a":');
    expect(screen.getByRole('alert').textContent).toBe('line 1, column 6: expected a value, got the end');
    expect(area.getAttribute('aria-invalid')).toBe('true');
    await user.tab();
    expect(last()?.payload).toBe('{"a":');
    expect(runs()).toBe(0);
  });

  it('keeps the name it was saved with', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'cpu', data: '{}' });
    const area = screen.getByRole('textbox', { name: 'Payload' });
    await user.clear(area);
    await user.type(area, '[[1]');
    await user.tab();
    expect(last()).toEqual({ refId: 'A', target: 'cpu', data: '[1]' });
  });

  it.each(['{Control>}{Enter}{/Control}', '{Meta>}{Enter}{/Meta}'])(
    'is run with %s, while one types on',
    async (keys) => {
      const { user, changes, runs } = await setUp({ refId: 'A', target: 'cpu', payload: '{}' });
      const area = screen.getByRole('textbox', { name: 'Payload' });
      await user.clear(area);
      await user.type(area, `[[1]${keys}`);
      expect(changes).toEqual([{ refId: 'A', target: 'cpu', payload: '[1]' }]);
      expect(runs()).toBe(1);
      expect(document.activeElement).toBe(area);
    },
  );

  it('is not run with Enter alone, which is a new line', async () => {
    const { user, changes } = await setUp({ refId: 'A', target: 'cpu', payload: '1' });
    await user.type(screen.getByRole('textbox', { name: 'Payload' }), '2{Enter}');
    expect(changes).toEqual([]);
  });

  it('goes away when it is emptied', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'cpu', payload: '{}' });
    await user.clear(screen.getByRole('textbox', { name: 'Payload' }));
    await user.tab();
    expect(last()).toEqual({ refId: 'A', target: 'cpu' });
  });
});

describe('the payload as a form', () => {
  it('takes its defaults when the metric is chosen', async () => {
    const { user, last } = await setUp({ refId: 'A' });
    await user.click(screen.getByRole('combobox', { name: 'Metric' }));
    await user.click(await screen.findByRole('option', { name: 'Requests' }));
    expect(last()).toEqual({ refId: 'A', target: 'requests', payload: { path: '/api' } });
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Path' })).value).toBe('/api');
  });

  it('has a field of each kind, whose values go into the payload', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'requests', payload: { kept: true } });
    await user.click(await screen.findByRole('combobox', { name: 'Host' }));
    await user.click(await screen.findByRole('option', { name: 'web-1' }));
    await user.type(screen.getByRole('combobox', { name: 'Host' }), '$hosts{Enter}');
    await user.click(screen.getByRole('combobox', { name: 'Method' }));
    await user.click(await screen.findByRole('option', { name: 'Get' }));
    await user.type(screen.getByRole('textbox', { name: 'Path' }), '/x{Enter}');
    expect(last()?.payload).toEqual({ kept: true, host: ['web-1', '$hosts'], method: 'GET', path: '/x' });
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Method' }).value).toBe('Get');
    expect(screen.getByText(/no field for it: kept/)).toBeTruthy();
  });

  it('takes values away again', async () => {
    const { user, last } = await setUp({ refId: 'A', target: 'requests', payload: { host: ['a', 'b'] } });
    const chosen = await screen.findByRole('list', { name: 'Chosen for Host' });
    await user.click(within(chosen).getByRole('button', { name: 'Remove a' }));
    expect(last()?.payload).toEqual({ host: ['b'] });
    await user.click(within(chosen).getByRole('button', { name: 'Remove b' }));
    expect(last()?.payload).toEqual({});
  });

  it('asks for the options of a field with the payload filled in so far', async () => {
    const { user, client } = await setUp({ refId: 'A', target: 'requests', payload: '{"path":"$hosts"}' });
    await user.click(await screen.findByRole('combobox', { name: 'Host' }));
    await screen.findByRole('option', { name: 'web-1' });
    expect(client.asked.filter(({ route }) => route === 'payload-options')).toEqual([
      { route: 'payload-options', request: { metric: 'requests', name: 'host', payload: { path: ['db-1', 'db-2'] } } },
    ]);
  });

  it('is asked for anew when a field says so', async () => {
    const { user, client } = await setUp({ refId: 'A', target: 'requests' });
    await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'n');
    await user.tab();
    await screen.findByDisplayValue('n');
    expect(client.asked.map(({ request }) => (request as MetricsRequest).payload)).toEqual([{}, { note: 'n' }]);
  });

  it('can be left for JSON and come back to', async () => {
    const { user } = await setUp({ refId: 'A', target: 'requests', payload: { path: '/x' } });
    await user.click(await screen.findByRole('radio', { name: 'JSON' }));
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Payload' }).value).toBe('{\n  "path": "/x"\n}');
    await user.click(screen.getByRole('radio', { name: 'Form' }));
    expect(screen.getByRole('textbox', { name: 'Path' })).toBeTruthy();
  });

  it('gives way to JSON where the payload is something else than an object', async () => {
    await setUp({ refId: 'A', target: 'requests', payload: '[1]' });
    expect(await screen.findByDisplayValue('Requests')).toBeTruthy();
    expect(screen.getByRole('textbox', { name: 'Payload' })).toBeTruthy();
    expect(screen.queryByRole('radio', { name: 'Form' })).toBeNull();
  });
});
