import type { Field } from '../../sdk/dataframe/field.ts';
import { type ColumnField, ColumnPlacer } from './column-places.ts';
import type { FieldItem, Piece, Texts } from './piece.ts';

/** Texts that a message carries; of this many, as of so many characters, it is written and read within a millisecond. */
export const maxTexts = 4096;
const maxWeight = 64 * 1024;
/** What takes as long as some characters counts as they do. */
const columnWeight = 64;
const textWeight = maxWeight / maxTexts;

/** Writes heads and fields into pieces that are each read quickly. */
export class PieceWriter {
  readonly #pieces: Piece[] = [];
  readonly #placer = new ColumnPlacer();
  readonly #headers = new PlainHeaders();
  #items: string[] = [];
  #places: number[] = [];
  #texts: Texts[] = [];
  #weight = 0;

  /** @returns whether that finished a piece */
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
    this.#texts.push(values.length > maxTexts ? values.slice(0, maxTexts) : values);
    const isFinished = this.#addItem(item, Math.min(values.length, maxTexts) * textWeight);
    for (let start = maxTexts; start < values.length; start += maxTexts)
      this.#pieces.push({ more: values.slice(start, start + maxTexts) });
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

/** Thousands of series have two headers between them. */
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
