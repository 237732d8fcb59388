/** How a chart tells its series apart: by colour where there are colours, else by letters; one series needs neither. */
export interface SeriesMark {
  readonly colour: SeriesColour | undefined;
  readonly letter: string | undefined;
}

const seriesColours = ['green', 'yellow', 'cyan', 'red', 'blue', 'magenta'] as const;

export type SeriesColour = (typeof seriesColours)[number];

export function seriesMark(index: number, count: number, colours: boolean): SeriesMark {
  if (colours) return { colour: seriesColours[index % seriesColours.length], letter: undefined };
  return { colour: undefined, letter: count === 1 ? undefined : String.fromCodePoint(0x61 + (index % 26)) };
}
