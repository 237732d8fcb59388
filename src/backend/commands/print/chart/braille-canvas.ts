/** Dots in a grid of characters, two wide and four high in each. */
export interface BrailleCanvas {
  readonly columns: number;
  readonly rows: number;
  /** Coordinates in dots, from the top left; what lies outside is left out. */
  drawLine(from: Dot, to: Dot): void;
  /** The dots of a character as Unicode's braille block numbers them; 0 when there are none. */
  dotsAt(column: number, row: number): number;
}

export interface Dot {
  readonly x: number;
  readonly y: number;
}

export const dotsWide = 2;
export const dotsHigh = 4;

const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export function createBrailleCanvas(columns: number, rows: number): BrailleCanvas {
  const cells = new Uint8Array(columns * rows);
  const set = (x: number, y: number) => {
    const column = x >> 1;
    const row = y >> 2;
    if (column < 0 || column >= columns || row < 0 || row >= rows) return;
    const cell = row * columns + column;
    cells[cell] = (cells[cell] ?? 0) | (bits[y & 3]?.[x & 1] ?? 0);
  };
  return {
    columns,
    rows,
    drawLine: (from, to) => {
      for (const { x, y } of lineDots(from, to)) set(x, y);
    },
    dotsAt: (column, row) => cells[row * columns + column] ?? 0,
  };
}

/** The character that shows these dots. */
export function brailleCharacter(dots: number): string {
  return dots === 0 ? ' ' : String.fromCodePoint(0x2800 + dots);
}

function* lineDots(from: Dot, to: Dot): Generator<Dot> {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  for (let i = 0; i <= steps; i++) {
    const share = steps === 0 ? 0 : i / steps;
    yield { x: Math.round(from.x + (to.x - from.x) * share), y: Math.round(from.y + (to.y - from.y) * share) };
  }
}
