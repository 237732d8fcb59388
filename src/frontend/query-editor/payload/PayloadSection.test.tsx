import { describe, expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';

import type { MetricsRequest } from '../../../shared/resource-routes.ts';
import { queryEditorStage } from '../../../testing/grafana/query-editor-stage.ts';
import { QueryEditor } from '../QueryEditor.tsx';

const setUp = queryEditorStage(QueryEditor);

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

  it('keeps what is filled in where the metric chosen has a default for it', async () => {
    const { user, last } = await setUp({ refId: 'A', payload: { path: '/mine' } });
    await user.click(screen.getByRole('combobox', { name: 'Metric' }));
    await user.click(await screen.findByRole('option', { name: 'Requests' }));
    expect(last()).toEqual({ refId: 'A', target: 'requests', payload: { path: '/mine' } });
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
