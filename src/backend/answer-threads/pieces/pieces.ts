import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Field } from '../../sdk/dataframe/field.ts';
import type { Steps } from '../../sdk/turns/steps.ts';
import type { Part, Piece } from './piece.ts';
import { PieceReader } from './piece-reader.ts';
import { hasColumns, maxWeight, PieceWriter, weighTexts } from './piece-writer.ts';

/** How many objects are written and read as one message in about 1 ms. */
const maxObjects = 256;

/** Whether parts and fields, sent as one message, would block the main thread for too long. */
export function isHeavy(parts: number, fields: readonly Field[]): boolean {
  if (parts + fields.length > maxObjects) return true;
  return fields.reduce((sum, field) => sum + weightOf(field), 0) > maxWeight;
}

function weightOf(field: Field): number {
  return hasColumns(field) ? 0 : weighTexts(field.values).weight;
}

/** The first message. */
interface Beginning {
  readonly buffers: readonly ArrayBuffer[];
  /** How many messages follow. */
  readonly pieces: number;
}

/**
 * Posts parts to a port in messages that are each read quickly. The buffers of their columns are transferred. When this is done, all messages can be
 * received at the other port.
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
 * Receives what `postInPieces` has posted to the other port.
 * @param make makes of each part what it was before it was taken apart
 * @throws when a message is missing
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
