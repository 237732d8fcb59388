import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import * as React from 'react';

import type { Option, OptionList } from '../../shared/resource-routes.ts';
import { ComboBox } from './ComboBox.tsx';
import { stopTimeouts } from '../../testing/support/stop-timeouts.ts';
import type { Search } from './use-option-search.ts';

// The pause after which a search begins lasts until a test looks for what comes of it, however slowly the machine types.
beforeEach(stopTimeouts);

afterEach(() => {
  cleanup();
  jest.useRealTimers();
});

const names = ['cpu load', 'cpu temperature', 'sine'];

function toList(texts: readonly string[], more = 0): OptionList {
  return { options: texts.map((text) => ({ text, value: text })), more };
}

function setUp({ text = '', search }: { text?: string; search?: Search } = {}) {
  const searched: string[] = [];
  const chosen: Option['value'][] = [];
  const byName: Search = async (typed) => toList(names.filter((name) => name.includes(typed)));
  function Stateful() {
    const [shown, setShown] = React.useState(text);
    return (
      <>
        <ComboBox
          label="Metric"
          text={shown}
          search={async (typed) => {
            searched.push(typed);
            return (search ?? byName)(typed);
          }}
          onChange={(option) => {
            chosen.push(option.value);
            setShown(option.text);
          }}
        />
        <button type="button">Elsewhere</button>
      </>
    );
  }
  render(<Stateful />);
  const input = screen.getByRole<HTMLInputElement>('combobox', { name: 'Metric' });
  const advanceTimers = (ms: number): void => {
    jest.advanceTimersByTime(ms);
  };
  return { user: userEvent.setup({ advanceTimers }), input, searched, chosen };
}

const optionNames = (): (string | null)[] => screen.getAllByRole('option').map(({ textContent }) => textContent);

/** The option that Enter would take, as a screen reader learns of it. */
function activeName(input: HTMLElement): string | null {
  return document.getElementById(input.getAttribute('aria-activedescendant') ?? '')?.textContent ?? null;
}

describe('ComboBox', () => {
  it('asks for nothing until it is used, then for everything', async () => {
    const { user, input, searched } = setUp();
    expect(searched).toEqual([]);
    await user.click(input);
    await screen.findByText('3 found');
    expect(optionNames()).toEqual(names);
    expect(searched).toEqual(['']);
  });

  it('searches for what is typed, once nothing more is', async () => {
    const { user, input, searched } = setUp();
    await user.click(input);
    await user.keyboard('cpu');
    await screen.findByText('2 found');
    expect(searched).toEqual(['', 'cpu']);
    expect(optionNames()).toEqual(['Use “cpu”', 'cpu load', 'cpu temperature']);
  });

  it('takes the first match with Enter, and says which it is before', async () => {
    const { user, input, chosen } = setUp();
    await user.click(input);
    await user.keyboard('cpu');
    await screen.findByText('2 found');
    expect(activeName(input)).toBe('cpu load');
    await user.keyboard('{Enter}');
    expect(chosen).toEqual(['cpu load']);
    expect(input.value).toBe('cpu load');
    expect(screen.queryByRole('listbox')).toBeNull();
  });

  it('moves with the arrows and takes what they lead to', async () => {
    const { user, input, chosen } = setUp();
    input.focus();
    await user.keyboard('{ArrowDown}');
    await screen.findByText('3 found');
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(activeName(input)).toBe('cpu temperature');
    await user.keyboard('{Enter}');
    expect(chosen).toEqual(['cpu temperature']);
  });

  it('takes what is clicked', async () => {
    const { user, input, chosen } = setUp();
    await user.click(input);
    await user.click(await screen.findByRole('option', { name: 'sine' }));
    expect(chosen).toEqual(['sine']);
  });

  it('takes what was typed when somebody goes on', async () => {
    const { user, input, chosen } = setUp();
    await user.click(input);
    await user.keyboard('my own metric');
    await user.click(screen.getByRole('button', { name: 'Elsewhere' }));
    expect(chosen).toEqual(['my own metric']);
  });

  it('takes what was typed with Enter before the server has answered', async () => {
    const { user, input, chosen } = setUp();
    await user.click(input);
    await screen.findByText('3 found');
    await user.keyboard('cp{Enter}');
    expect(chosen).toEqual(['cp']);
  });

  describe('where the server answers with its whole list, whatever is typed', () => {
    const upper = toList(['upper_25', 'upper_50', 'upper_75', 'upper_90', 'upper_95']);

    it.each([
      '{Enter}',
      '{ArrowDown}{Enter}',
      '{ArrowDown}{ArrowDown}{Enter}',
      '{PageDown}{Enter}',
      '{ArrowUp}{Enter}',
    ])('never takes another than what was typed with %s before the answer', async (keys) => {
      const { user, input, chosen } = setUp({ search: async () => upper });
      await user.click(input);
      await screen.findByText('5 found');
      await user.keyboard(`upper_9${keys}`);
      expect(String(chosen[0])).toMatch(/^upper_9/);
    });

    it.each(['{Enter}', '{ArrowUp}{Enter}'])(
      'takes what was typed with %s, where nothing has it in its name',
      async (keys) => {
        const { user, input, chosen } = setUp({ search: async () => upper });
        await user.click(input);
        await user.keyboard('lower');
        await screen.findByText('5 found');
        await user.keyboard(keys);
        expect(chosen).toEqual(['lower']);
      },
    );

    it('forgets where somebody moved to once the list is another', async () => {
      const answers = new Map([['', upper], ['upper', toList(['upper_75', 'upper_90'])]]); // prettier-ignore
      const { user, input, chosen } = setUp({ search: async (typed) => answers.get(typed) ?? toList([]) });
      await user.click(input);
      await screen.findByText('5 found');
      await user.keyboard('upper{ArrowDown}{ArrowDown}');
      expect(activeName(input)).toBe('upper_50');
      await screen.findByText('2 found');
      await user.keyboard('{Enter}');
      expect(chosen).toEqual(['upper_75']);
    });
  });

  it('forgets what was typed on Escape', async () => {
    const { user, input, chosen } = setUp({ text: 'sine' });
    await user.click(input);
    await user.keyboard('xyz{Escape}');
    await user.click(screen.getByRole('button', { name: 'Elsewhere' }));
    expect(input.value).toBe('sine');
    expect(chosen).toEqual([]);
  });

  it('changes nothing when somebody only looks', async () => {
    const { user, input, chosen } = setUp({ text: 'not offered' });
    await user.click(input);
    await screen.findByText('3 found');
    await user.keyboard('{Enter}');
    await user.click(input);
    await user.tab();
    expect(chosen).toEqual([]);
    expect(input.value).toBe('not offered');
  });

  it('can be emptied', async () => {
    const { user, input, chosen } = setUp({ text: 'sine' });
    await user.clear(input);
    await user.tab();
    expect(chosen).toEqual(['']);
  });

  it('says how many more there are', async () => {
    const { user, input } = setUp({ search: async () => toList(names, 9997) });
    await user.click(input);
    expect(await screen.findByText('3 shown, 9997 more: type to narrow them down')).toBeTruthy();
  });

  it('says when nothing matches', async () => {
    const { user, input } = setUp({ search: async () => toList([]) });
    await user.click(input);
    expect(await screen.findByText('The server offers nothing that matches')).toBeTruthy();
  });

  it("shows the server's own words when the search fails, and still takes what is typed", async () => {
    const { user, input, chosen } = setUp({
      search: async () =>
        Promise.reject(Object.assign(new Error('502'), { data: { message: 'the index is rebuilt' } })),
    });
    await user.click(input);
    await user.keyboard('up');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toBe('the index is rebuilt');
    await user.keyboard('{Enter}');
    expect(chosen).toEqual(['up']);
  });

  it('shows the answer to what was typed last, whichever comes last', async () => {
    const pending = new Map<string, (list: OptionList) => void>();
    const search: Search = async (typed) => new Promise((resolve) => pending.set(typed, resolve));
    const { user, input } = setUp({ search });
    await user.click(input);
    await user.keyboard('new');
    await waitFor(() => {
      expect([...pending.keys()]).toEqual(['', 'new']);
    });
    pending.get('new')?.(toList(['new one']));
    await screen.findByText('1 found');
    await act(async () => pending.get('')?.(toList(['old one'])));
    expect(optionNames()).toEqual(['Use “new”', 'new one']);
  });

  it('shows no failure of what was asked before', async () => {
    const pending = new Map<string, { resolve: (list: OptionList) => void; reject: (error: Error) => void }>();
    const search: Search = async (typed) => new Promise((resolve, reject) => pending.set(typed, { resolve, reject }));
    const { user, input } = setUp({ search });
    await user.click(input);
    await user.keyboard('new');
    await waitFor(() => {
      expect([...pending.keys()]).toEqual(['', 'new']);
    });
    await act(async () => pending.get('new')?.resolve(toList(['new one'])));
    await act(async () => pending.get('')?.reject(new Error('too late')));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(optionNames()).toEqual(['Use “new”', 'new one']);
  });

  it('keeps only the rows in sight of a very long list, and shows the one that the arrows lead to', async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `metric ${i}`);
    const { user, input } = setUp({ search: async () => toList(many) });
    await user.click(input);
    await screen.findByText('100000 found');
    expect(screen.getAllByRole('option').length).toBeLessThan(40);
    await user.keyboard('{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}');
    expect(activeName(input)).toBe('metric 40');
    const active = within(screen.getByRole('listbox')).getByRole('option', { selected: true });
    expect(active.getAttribute('aria-setsize')).toBe('100000');
    expect(active.getAttribute('aria-posinset')).toBe('41');
  });
});
