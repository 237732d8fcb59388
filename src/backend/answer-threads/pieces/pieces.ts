import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Field } from '../../sdk/dataframe/field.ts';
import type { Steps } from '../../sdk/turns/steps.ts';
import type { Part, Piece } from './piece.ts';
import { PieceReader } from './piece-reader.ts';
import { hasColumns, maxTexts, PieceWriter } from './piece-writer.ts';

/** As one message, so many objects are written and read in about a millisecond. */
const maxObjects = 256;

/** Whether so much would take the main thread long, written or read as one message. */
export function isHeavy(parts: number, fields: readonly Field[]): boolean {
  if (parts + fields.length > maxObjects) return true;
  return fields.reduce((sum, field) => sum + textsOf(field), 0) > maxTexts;
}

function textsOf(field: Field): number {
  return hasColumns(field) ? 0 : field.values.length;
}

/** The first message. */
interface Beginning {
  readonly buffers: readonly ArrayBuffer[];
  /** How many messages follow. */
  readonly pieces: number;
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

/**
 * What was posted to the other port, each part made to what it was before.
 * @throws when it ends too early.
 */
export function* takePieces<Head extends object, Made>(
  port: MessagePort,
  make: (part: Part<Head>) => Made,
): Steps<TakenParts<Made>> {
  const { buffers, pieces } = nextMessage(port) as Beginning;
  const reader = new PieceReader(buffers, make);
  for (let i = 0; i < pieces; i++) {
    reader.add(nextMessage(port) as Piece);
    yield;
  }
  return { made: reader.finish(), buffers };
}

export interface TakenParts<Made> {
  readonly made: readonly Made[];
  readonly buffers: readonly ArrayBuffer[];
}

function nextMessage(port: MessagePort): unknown {
  const received = receiveMessageOnPort(port) as { readonly message: unknown } | undefined;
  if (received === undefined) throw new Error('expected another piece of an answer, got none');
  return received.message;
}
