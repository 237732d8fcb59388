import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import type { SavedQuery } from '../query/saved-query.ts';
import { AnnotationEditor } from './AnnotationEditor.tsx';

afterEach(cleanup);

function setUp(query: SavedQuery) {
  const changes: SavedQuery[] = [];
  render(
    <AnnotationEditor
      datasource={undefined}
      query={query}
      onChange={(changed) => changes.push(changed)}
      onRunQuery={() => undefined}
    />,
  );
  return { user: userEvent.setup(), changes };
}

describe('AnnotationEditor', () => {
  it('edits what the server gets as the annotation query', async () => {
    const { user, changes } = setUp({ refId: 'Anno', target: 'dep' });
    await user.type(screen.getByRole('textbox', { name: 'Annotation query' }), 'loy{Enter}');
    expect(changes).toEqual([{ refId: 'Anno', queryType: 'annotations', target: 'deploy' }]);
  });

  it('edits a payload', async () => {
    const { user, changes } = setUp({ refId: 'Anno', target: 'deploy', payload: '{"a":1' });
    const area = screen.getByRole('textbox', { name: 'Payload' });
    await user.type(area, '}');
    await user.tab();
    expect(changes[0]).toEqual({ refId: 'Anno', queryType: 'annotations', target: 'deploy', payload: '{"a":1}' });
  });

  it('takes a payload away even where the change is laid over what there was', async () => {
    const { user, changes } = setUp({ refId: 'Anno', target: 'deploy', payload: '{"a":1}' });
    await user.clear(screen.getByRole('textbox', { name: 'Payload' }));
    await user.tab();
    expect({ payload: '{"a":1}', ...changes[0] }.payload).toBeUndefined();
  });
});
