import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Field } from '../../sdk/dataframe/field.ts';
import type { Steps } from '../../sdk/turns/steps.ts';
import { ColumnPlacer, type ColumnField, PlacedColumns } from './column-places.ts';

/** Something with fields, taken apart: a result, a frame, an option. Its head is an object as JSON has them. */
export interface Part<Head extends object> {
  readonly head: Head;
  readonly fields: readonly Field[];
}

/** The first message. */
interface Beginning {
  readonly buffers: readonly ArrayBuffer[];
  /** How many messages follow. */
  readonly pieces: number;
}

/** What another message carries. */
type Piece =
  | {
      /** Heads, and behind each its fields without their columns: JSON is read in a third of the time that cloned objects take. */
      readonly items: string;
      /** Of all columns in the order of their fields. */
      readonly places: Float64Array;
      /** Of all fields of texts. */
      readonly texts: readonly Texts[];
    }
  /** More texts of the last field. */
  | { readonly more: Texts };

type Texts = readonly (string | null)[];

/** A field's header; what it often lacks comes last. */
type FieldItem = readonly [type: Field['type'], name: string, more?: Pick<Field, 'labels' | 'config'>];

/** As one message, so many objects are written and read in about a millisecond. */
const maxObjects = 256;
const maxTexts = 4096;

/** Whether so much would take the main thread long, written or read as one message. */
export function isHeavy(parts: number, fields: readonly Field[]): boolean {
  if (parts + fields.length > maxObjects) return true;
  return fields.reduce((sum, field) => sum + textsOf(field).length, 0) > maxTexts;
}

function textsOf(field: Field): Texts {
  return hasColumns(field) ? [] : field.values;
}

function hasColumns(field: Field): field is ColumnField {
  return field.type !== 'string' && field.type !== 'json';
}

/**
 * Posts parts to a port in messages that are each read quickly. Takes their columns over. All messages are there for whoever holds
 * the other port, as soon as this is done.
 */
export function* postInPieces<Head extends object>(parts: Iterable<Part<Head>>, port: MessagePort): Steps<undefined> {
  const writer = new PieceWriter();
  for (const { head, fields } of parts) {
    if (writer.addHead(head)) yield;
    for (const field of fields) if (writer.addField(field)) yield;
  }
  const { pieces, buffers } = writer.finish();
  port.postMessage({ buffers, pieces: pieces.length } satisfies Beginning, [...buffers]);
  for (const piece of pieces) {
    port.postMessage(piece);
    yield;
  }
  return undefined;
}

/** A message of so many characters is read within a millisecond; what takes as long as some of them, counts as they do. */
const maxWeight = 64 * 1024;
const columnWeight = 64;
const textWeight = maxWeight / maxTexts;

class PieceWriter {
  readonly #pieces: Piece[] = [];
  readonly #placer = new ColumnPlacer();
  #items: string[] = [];
  #places: number[] = [];
  #texts: Texts[] = [];
  #weight = 0;

  /** @returns whether that finished a piece */
  addHead(head: object): boolean {
    return this.#addItem(JSON.stringify(head), 0);
  }

  addField(field: Field): boolean {
    const item = JSON.stringify(toItem(field));
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
    this.#pieces.push({ items, places: Float64Array.from(this.#places), texts: this.#texts });
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

function toItem({ type, name, labels, config }: Field): FieldItem {
  if (labels === undefined && config === undefined) return [type, name];
  return [type, name, { ...(labels && { labels }), ...(config && { config }) }];
}

/**
 * What was posted to the other port, each part made to what it was before.
 * @throws when it ends too early.
 */
export function* takePieces<Head extends object, Made>(
  port: MessagePort,
  make: (part: Part<Head>) => Made,
): Steps<TakenParts<Made>> {
  const { buffers, pieces } = nextMessage<Beginning>(port);
  const reader = new PieceReader(buffers, make);
  for (let i = 0; i < pieces; i++) {
    reader.add(nextMessage<Piece>(port));
    yield;
  }
  return { made: reader.finish(), buffers };
}

export interface TakenParts<Made> {
  readonly made: readonly Made[];
  readonly buffers: readonly ArrayBuffer[];
}

function nextMessage<Message>(port: MessagePort): Message {
  const received = receiveMessageOnPort(port) as { readonly message: Message } | undefined;
  if (received === undefined) throw new Error('expected another piece of an answer, got none');
  return received.message;
}

class PieceReader<Head extends object, Made> {
  readonly #made: Made[] = [];
  readonly #buffers: readonly ArrayBuffer[];
  readonly #make: (part: Part<Head>) => Made;
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
      if (!isField(item)) {
        this.#finishPart();
        this.#head = item;
      } else this.#fields.push(toField(item, columns, texts));
    }
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

function isField<Head extends object>(item: Head | FieldItem): item is FieldItem {
  return Array.isArray(item);
}

function toField([type, name, more]: FieldItem, columns: PlacedColumns, texts: Iterator<Texts>): Field {
  const values = type === 'string' || type === 'json' ? { values: texts.next().value as Texts } : columns.take(type);
  return { type, name, ...values, ...more } as Field;
}
