import { describe, expect, it } from '@jest/globals';
import { act, screen } from '@testing-library/react';

import { queryEditorStage } from '../../testing/grafana/query-editor-stage.ts';
import { QueryEditor } from './QueryEditor.tsx';

const setUp = queryEditorStage(QueryEditor);

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
