import type { Field } from '../../sdk/dataframe/field.ts';
import { PlacedColumns } from './column-places.ts';
import type { FieldHeader, FieldItem, Part, Piece, Texts } from './piece.ts';

/** The receiving side of PieceWriter: makes the parts again from pieces. */
export class PieceReader<Head extends object, Made> {
  readonly #made: Made[] = [];
  readonly #buffers: readonly ArrayBuffer[];
  readonly #make: (part: Part<Head>) => Made;
  readonly #headers: FieldHeader[] = [];
  #head: Head | undefined;
  #fields: Field[] = [];

  constructor(buffers: readonly ArrayBuffer[], make: (part: Part<Head>) => Made) {
    this.#buffers = buffers;
    this.#make = make;
  }

  add(piece: Piece): void {
    if ('more' in piece) {
      const texts = this.#fields.at(-1)?.values as (string | null)[] | undefined;
      for (const text of piece.more) texts?.push(text);
      return;
    }
    const columns = new PlacedColumns(piece.places, this.#buffers);
    const texts = piece.texts.values();
    for (const item of JSON.parse(piece.items) as readonly (Head | FieldItem)[]) {
      const header = this.#headerOf(item);
      if (header !== undefined) this.#fields.push(toField(header, columns, texts));
      else {
        this.#finishPart();
        this.#head = item as Head;
      }
    }
  }

  /** The header of the field that an item stands for; undefined where the item is the head of a part. */
  #headerOf(item: Head | FieldItem): FieldHeader | undefined {
    if (typeof item === 'number') return this.#headers[item];
    if (!isHeader(item)) return undefined;
    if (item.length === 2) this.#headers.push(item);
    return item;
  }

  #finishPart(): void {
    if (this.#head !== undefined) this.#made.push(this.#make({ head: this.#head, fields: this.#fields }));
    this.#fields = [];
  }

  finish(): readonly Made[] {
    this.#finishPart();
    return this.#made;
  }
}

function isHeader(item: object): item is FieldHeader {
  return Array.isArray(item);
}

function toField([type, name, more]: FieldHeader, columns: PlacedColumns, texts: Iterator<Texts>): Field {
  const read = type === 'string' || type === 'json' ? { values: texts.next().value as Texts } : columns.take(type);
  if (more === undefined && !('validity' in read)) return { type, name, values: read.values } as Field;
  return { type, name, ...read, ...more } as Field;
}
