import { createParser } from 'eventsource-parser';

/** The lines of an event stream up to an empty one. */
export interface EventBlock {
  /** Absent where nothing is to be handed on: a comment, or fields alone. */
  readonly event?: { readonly type: string; readonly data: string };
  /** Absent: as it was. Empty: there is none any more. */
  readonly id?: string;
  readonly retryMs?: number;
}

/**
 * Reads one block. The library holds what it has not finished reading without counting it, so that it is given nothing but whole
 * blocks, whose size is known.
 * @param lines of UTF-8, without the empty line
 */
export function parseEventBlock(lines: Uint8Array): EventBlock {
  const block: { -readonly [Name in keyof EventBlock]: EventBlock[Name] } = {};
  const parser = createParser({
    onEvent: ({ event = '', data }) => {
      block.event = { type: event === '' ? 'message' : event, data };
    },
    onId: (id) => {
      block.id = id;
    },
    onRetry: (ms) => {
      block.retryMs = ms;
    },
  });
  parser.feed(`${Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength).toString()}\n\n`);
  return block;
}
