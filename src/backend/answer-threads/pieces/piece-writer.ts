import type { Field } from '../../sdk/dataframe/field.ts';
import { type ColumnField, ColumnPlacer } from './column-places.ts';
import type { FieldItem, Piece, Texts } from './piece.ts';

/** Limit of a message, in characters of JSON: so much is written and read within 1 ms. */
export const maxWeight = 64 * 1024;
/** How many characters of JSON a column, a text and a character of a text count for, as they take as long. */
const columnWeight = 64;
const textWeight = 16;
const characterWeight = 1 / 32;

/** How much the first texts count for that fill a message, or all texts where they do not fill it; and where these end. */
export function weighTexts(texts: Texts, start = 0): { readonly weight: number; readonly end: number } {
  let weight = 0;
  let end = start;
  while (end < texts.length && weight < maxWeight) weight += textWeight + (texts[end++]?.length ?? 0) * characterWeight;
  return { weight, end };
}

/** Writes the heads and fields of parts into pieces (messages) that take at most about 1 ms each to write and to read. */
export class PieceWriter {
  readonly #pieces: Piece[] = [];
  readonly #placer = new ColumnPlacer();
  readonly #headers = new PlainHeaders();
  #items: string[] = [];
  #places: number[] = [];
  #texts: Texts[] = [];
  #weight = 0;

  /** @returns whether the current piece is full and was finished */
  addHead(head: object): boolean {
    return this.#addItem(JSON.stringify(head), 0);
  }

  addField(field: Field): boolean {
    const item = JSON.stringify(this.#headers.toItem(field));
    if (hasColumns(field)) {
      this.#placer.place(field, this.#places);
      return this.#addItem(item, columnWeight);
    }
    const { values } = field;
    const first = weighTexts(values);
    this.#texts.push(first.end < values.length ? values.slice(0, first.end) : values);
    const isFinished = this.#addItem(item, first.weight);
    for (let start = first.end; start < values.length;) {
      const { end } = weighTexts(values, start);
      this.#pieces.push({ more: values.slice(start, end) });
      start = end;
    }
    return isFinished;
  }

  #addItem(item: string, weight: number): boolean {
    this.#items.push(item);
    this.#weight += item.length + weight;
    const isFull = this.#weight >= maxWeight;
    if (isFull) this.#finishPiece();
    return isFull;
  }

  #finishPiece(): void {
    const items = `[${this.#items.join(',')}]`;
    this.#pieces.push({ items, places: new Float64Array(this.#places), texts: this.#texts });
    this.#items = [];
    this.#places = [];
    this.#texts = [];
    this.#weight = 0;
  }

  finish(): { readonly pieces: readonly Piece[]; readonly buffers: readonly ArrayBuffer[] } {
    this.#finishPiece();
    return { pieces: this.#pieces, buffers: this.#placer.buffers };
  }
}

/** Numbers the field headers without labels and config, so that each is sent once: thousands of series share two, time and value. */
class PlainHeaders {
  readonly #places: Partial<Record<Field['type'], Map<string, number>>> = {};
  #count = 0;

  toItem({ type, name, labels, config }: Field): FieldItem {
    if (labels !== undefined || config !== undefined)
      return [type, name, { ...(labels && { labels }), ...(config && { config }) }];
    const places = (this.#places[type] ??= new Map<string, number>());
    const place = places.get(name);
    if (place !== undefined) return place;
    places.set(name, this.#count++);
    return [type, name];
  }
}

export function hasColumns(field: Field): field is ColumnField {
  return field.type !== 'string' && field.type !== 'json';
}
