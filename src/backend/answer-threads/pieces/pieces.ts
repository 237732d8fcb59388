import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Field } from '../../sdk/dataframe/field.ts';
import { forEachInSteps, type Steps } from '../../sdk/turns/steps.ts';
import { ColumnPlacer, fieldAt, type PlacedField } from './column-places.ts';

/** Something with fields, taken apart: a result, a frame, an option. */
export interface Part<Head> {
  readonly head: Head;
  readonly fields: readonly Field[];
}

/** What one message carries. */
type Piece<Head> =
  | { readonly parts: readonly PlacedPart<Head>[] }
  /** More texts of the last field. */
  | { readonly texts: readonly (string | null)[] }
  /** The last one. */
  | { readonly buffers: readonly ArrayBuffer[] };

interface PlacedPart<Head> {
  /** Absent where it goes on with the fields of the one before. */
  readonly head?: Head;
  readonly fields: PlacedField[];
}

/** A message is written and read in about a millisecond. */
const maxWeight = 256;
const maxTexts = 4096;
const textWeight = 1 / 16;

/** Whether so much would take the main thread long, written or read as one message. */
export function isHeavy(parts: number, fields: readonly Field[]): boolean {
  if (parts + fields.length > maxWeight) return true;
  return fields.reduce((sum, field) => sum + textsOf(field).length, 0) > maxTexts;
}

/**
 * Posts parts to a port in messages that are each read quickly. Takes their columns over. All messages are there for whoever holds
 * the other port, as soon as this is done.
 */
export function* postInPieces<Head>(parts: Iterable<Part<Head>>, port: MessagePort): Steps<undefined> {
  const placer = new ColumnPlacer();
  const batch = new Batch<Head>(port);
  for (const { head, fields } of parts) {
    batch.addPart(head);
    for (const field of fields) {
      const texts = textsOf(field);
      batch.addField(texts.length > maxTexts ? withoutTexts(field) : placer.place(field));
      if (texts.length > maxTexts) yield* postTexts(texts, batch);
      if (batch.isFull()) {
        batch.post();
        yield;
      }
    }
    if (batch.isFull()) {
      batch.post();
      yield;
    }
  }
  batch.post();
  const { buffers } = placer;
  port.postMessage({ buffers } satisfies Piece<Head>, buffers);
  return undefined;
}

function* postTexts<Head>(texts: readonly (string | null)[], batch: Batch<Head>): Steps<undefined> {
  batch.post();
  for (let start = 0; start < texts.length; start += maxTexts) {
    batch.port.postMessage({ texts: texts.slice(start, start + maxTexts) } satisfies Piece<Head>);
    yield;
  }
  return undefined;
}

function withoutTexts({ values, ...header }: Field): PlacedField {
  return { ...(header as Omit<Field, 'values' | 'validity'>), values: [] };
}

function textsOf(field: Field): readonly (string | null)[] {
  return field.type === 'string' || field.type === 'json' ? field.values : [];
}

/** The parts of the next message. */
class Batch<Head> {
  readonly port: MessagePort;
  #parts: PlacedPart<Head>[] = [];
  #weight = 0;

  constructor(port: MessagePort) {
    this.port = port;
  }

  addPart(head: Head): void {
    this.#parts.push({ head, fields: [] });
    this.#weight += 2;
  }

  addField(field: PlacedField): void {
    if (this.#parts.length === 0) this.#parts.push({ fields: [] });
    this.#parts.at(-1)?.fields.push(field);
    this.#weight += 1 + ('kind' in field.values ? 0 : field.values.length * textWeight);
  }

  isFull(): boolean {
    return this.#weight >= maxWeight;
  }

  post(): void {
    if (this.#parts.length > 0) this.port.postMessage({ parts: this.#parts } satisfies Piece<Head>);
    this.#parts = [];
    this.#weight = 0;
  }
}

/** What was posted to the other port. @throws when it ends too early. */
export function* takePieces<Head>(port: MessagePort): Steps<TakenParts<Head>> {
  const parts: { readonly head: Head; fields: readonly Field[] }[] = [];
  const placed: PlacedField[][] = [];
  for (;;) {
    const piece = nextPiece<Head>(port);
    if ('buffers' in piece) {
      yield* forEachInSteps(parts, (part, i) => {
        part.fields = (placed[i] ?? []).map((field) => fieldAt(field, piece.buffers));
      });
      return { parts, buffers: piece.buffers };
    }
    if ('texts' in piece) addTexts(placed.at(-1)?.at(-1), piece.texts);
    else for (const part of piece.parts) addPart(part, { parts, placed });
    yield;
  }
}

export interface TakenParts<Head> {
  readonly parts: readonly Part<Head>[];
  readonly buffers: readonly ArrayBuffer[];
}

function nextPiece<Head>(port: MessagePort): Piece<Head> {
  const received = receiveMessageOnPort(port) as { readonly message: Piece<Head> } | undefined;
  if (received === undefined) throw new Error('expected another piece of an answer, got none');
  return received.message;
}

function addPart<Head>(
  { head, fields }: PlacedPart<Head>,
  taken: { readonly parts: Part<Head>[]; readonly placed: PlacedField[][] },
): void {
  if (head === undefined) {
    for (const field of fields) taken.placed.at(-1)?.push(field);
    return;
  }
  taken.parts.push({ head, fields: [] });
  taken.placed.push(fields);
}

function addTexts(field: PlacedField | undefined, texts: readonly (string | null)[]): void {
  const values = field?.values as (string | null)[] | undefined;
  for (const text of texts) values?.push(text);
}
