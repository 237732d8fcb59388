import * as React from 'react';

export interface MenuPlace {
  readonly left: number;
  readonly width: number;
  readonly top?: number;
  readonly bottom?: number;
}

const gap = 2;

/**
 * Where a menu goes that must not be cut off by what is around its input: below it in the window, or above where there is
 * more room. Follows when anything scrolls.
 */
export function useMenuPlace(anchor: React.RefObject<HTMLElement>, menuHeight: number): MenuPlace | undefined {
  const [place, setPlace] = React.useState<MenuPlace>();

  React.useLayoutEffect(() => {
    function follow(): void {
      if (anchor.current !== null) setPlace(placeMenu(anchor.current.getBoundingClientRect(), menuHeight));
    }
    follow();
    window.addEventListener('scroll', follow, true);
    window.addEventListener('resize', follow);
    return () => {
      window.removeEventListener('scroll', follow, true);
      window.removeEventListener('resize', follow);
    };
  }, [anchor, menuHeight]);

  return place;
}

/** The place of a menu in a window of the running size. @internal */
export function placeMenu(
  { left, width, top, bottom }: Pick<DOMRect, 'left' | 'width' | 'top' | 'bottom'>,
  menuHeight: number,
): MenuPlace {
  const below = window.innerHeight - bottom;
  return below < menuHeight + gap && top > below
    ? { left, width, bottom: window.innerHeight - top + gap }
    : { left, width, top: bottom + gap };
}
