import { describe, expect, it } from '@jest/globals';

import { placeMenu } from './use-menu-place.ts';

/** What jsdom has. */
const windowHeight = 768;

describe('placeMenu', () => {
  it('goes below its input', () => {
    expect(placeMenu({ left: 10, width: 200, top: 100, bottom: 132 }, 288)).toEqual({ left: 10, width: 200, top: 134 });
  });

  it('goes above where there is no room below', () => {
    expect(placeMenu({ left: 0, width: 200, top: 600, bottom: 632 }, 288)).toEqual({
      left: 0,
      width: 200,
      bottom: windowHeight - 600 + 2,
    });
  });

  it('stays below where there is even less room above', () => {
    expect(placeMenu({ left: 0, width: 200, top: 20, bottom: 52 }, 5000)).toMatchObject({ top: 54 });
  });
});
