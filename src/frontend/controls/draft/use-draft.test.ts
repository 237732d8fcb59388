import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, renderHook } from '@testing-library/react';

import { useDraft } from './use-draft.ts';

afterEach(cleanup);

function setUp() {
  const committed: string[] = [];
  const hook = renderHook(({ value }) => useDraft(value, (text) => committed.push(text)), {
    initialProps: { value: 'one' },
  });
  return { hook, committed, draft: () => hook.result.current };
}

describe('useDraft', () => {
  it('hands on what has been typed when that is done, once it differs', () => {
    const { committed, draft } = setUp();
    act(() => {
      draft().change('two');
    });
    expect([draft().value, committed]).toEqual(['two', []]);
    draft().commit();
    act(() => {
      draft().change('one');
    });
    draft().commit();
    expect(committed).toEqual(['two']);
  });

  it('gives way to a new value from outside, and does not come back with the old one', () => {
    const { hook, draft } = setUp();
    act(() => {
      draft().change('typed');
    });
    hook.rerender({ value: 'two' });
    expect(draft().value).toBe('two');
    hook.rerender({ value: 'one' });
    expect(draft().value).toBe('one');
  });
});
