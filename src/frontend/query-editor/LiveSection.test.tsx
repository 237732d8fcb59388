import { config } from '@grafana/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import { setGrafanaLiveSrv } from '../../testing/grafana/runtime.ts';
import type { SavedQuery } from '../query/saved-query.ts';
import { LiveSection } from './LiveSection.tsx';
import { changeQuery } from './query-change.ts';

const asked: SavedQuery = { refId: 'A', target: 'cpu', type: 'timeserie' };

beforeEach(() => {
  Object.assign(config, { buildInfo: { version: '12.4.0' } });
  setGrafanaLiveSrv({ getDataStream: () => undefined });
});

afterEach(() => {
  cleanup();
  setGrafanaLiveSrv(undefined);
  Object.assign(config, { buildInfo: undefined });
});

/** The section of a query, and what the query is by now. */
function show(query: SavedQuery, app?: string): () => SavedQuery {
  let saved = query;
  function Stateful() {
    const [shown, setShown] = React.useState(query);
    return (
      <LiveSection
        query={shown}
        app={app}
        onChange={(changes) => {
          saved = changeQuery(shown, changes);
          setShown(saved);
        }}
      />
    );
  }
  render(<Stateful />);
  return () => saved;
}

const toggle = () => screen.queryByRole('checkbox', { name: 'Live' });

describe('LiveSection', () => {
  it('switches a query on and off, and leaves nothing behind', async () => {
    const user = userEvent.setup();
    const saved = show(asked);
    await user.click(screen.getByRole('checkbox', { name: 'Live' }));
    expect(saved()).toEqual({ ...asked, live: {} });
    await user.click(screen.getByRole('checkbox', { name: 'Live' }));
    expect(saved()).toEqual(asked);
  });

  it.each([
    ['2.5', { intervalMs: 2500 }],
    ['0.1', { intervalMs: 100 }],
    ['0', {}],
    ['-3', {}],
    ['', {}],
  ])('saves %p seconds between two questions as %p', async (text, live) => {
    const user = userEvent.setup();
    const saved = show({ ...asked, live: { intervalMs: 7000 } });
    const field = screen.getByLabelText<HTMLInputElement>('Seconds between two questions');
    expect(field.value).toBe('7');
    await user.clear(field);
    if (text !== '') await user.type(field, text);
    await user.tab();
    expect(saved().live).toEqual(live);
  });

  it.each(['unified-alerting', 'cloud-alerting'])('is not offered in %s', (app) => {
    show(asked, app);
    expect(toggle()).toBeNull();
  });

  it('is not offered for a table', () => {
    show({ ...asked, type: 'table' });
    expect(toggle()).toBeNull();
  });

  it.each(['8.4.11', '7.5.17', ''])('is not offered by Grafana %p', (version) => {
    Object.assign(config, { buildInfo: { version } });
    show(asked);
    expect(toggle()).toBeNull();
  });

  it('is not offered where Grafana Live is off', () => {
    setGrafanaLiveSrv(undefined);
    show({ ...asked, live: {} });
    expect(toggle()).toBeNull();
  });
});
