import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import { VariableEditor } from './VariableEditor.tsx';

afterEach(cleanup);

function setUp(query: unknown) {
  const changes: unknown[] = [];
  function Stateful() {
    const [shown, setShown] = React.useState(query);
    return (
      <VariableEditor
        datasource={undefined}
        query={shown}
        onChange={(changed) => {
          changes.push(changed);
          setShown(changed);
        }}
        onRunQuery={() => undefined}
      />
    );
  }
  render(<Stateful />);
  return { user: userEvent.setup(), last: () => changes[changes.length - 1] };
}

describe('VariableEditor', () => {
  it('edits the text that the original plugins saved', async () => {
    const { user, last } = setUp('hosts');
    const area = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Variable query' });
    expect(area.value).toBe('hosts');
    await user.type(area, ' of $region');
    await user.tab();
    expect(last()).toMatchObject({ query: 'hosts of $region', format: 'string' });
  });

  it('edits JSON, and says where it is none', async () => {
    const { user, last } = setUp({ refId: 'X', query: '', format: 'string' });
    await user.click(screen.getByRole('radio', { name: 'JSON' }));
    const area = screen.getByRole('textbox', { name: 'Variable query' });
    await user.type(area, '{{"a":');
    expect(screen.getByRole('alert').textContent).toMatch(/^line 1, column 6/);
    await user.type(area, '"$region"}');
    await user.tab();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(last()).toEqual({ refId: 'X', query: '{"a":"$region"}', format: 'json' });
  });

  it('starts with nothing', () => {
    setUp(undefined);
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Variable query' }).value).toBe('');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Text' }).checked).toBe(true);
  });
});
