import { describe, expect, it } from '@jest/globals';
import { act, screen } from '@testing-library/react';

import { queryEditorStage } from '../../testing/grafana/query-editor-stage.ts';
import { QueryEditor } from './QueryEditor.tsx';

const setUp = queryEditorStage(QueryEditor);

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
