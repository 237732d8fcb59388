import type { ResponseBody } from '../contract/response-body.ts';
import type { PushedEvent } from '../contract/upstream-stream.ts';
import { nextTurn } from '../../sdk/turns/next-turn.ts';
import type { MemoryBudget } from '../contract/memory-budget.ts';
import { FrameCollector } from './frame-collector.ts';
import { parseEventBlock } from './parse-event-block.ts';
import { createPlainNewlines } from './plain-newlines.ts';

export type StreamFormat = 'events' | 'lines';

export interface ReadEventsOptions {
  readonly format: StreamFormat;
  /** Of an event, decompressed. */
  readonly maxEventBytes: number;
  readonly budget: MemoryBudget;
  /** How long nothing at all may come. */
  readonly idleMs: number;
  /** How long an event that has begun may take to end. */
  readonly eventMs: number;
}

/** A connection that brings nothing, or nothing whole. */
export class StalledError extends Error {
  readonly state: 'silent' | 'unfinished';

  constructor(state: StalledError['state']) {
    super(`the stream is ${state}`);
    this.name = 'StalledError';
    this.state = state;
  }
}

/** Each takes some microseconds. */
const maxLines = 20_000;
/** Whoever sends many small events does not keep others waiting for longer. */
const turnMs = 8;
/** Of an id as a header's value; a longer one is not sent back. */
const maxIdLength = 1024;

/** Reads the events of one connection. */
export class EventReader {
  readonly #options: ReadEventsOptions;
  readonly #frames: FrameCollector;
  readonly #plainNewlines = createPlainNewlines();
  readonly #queue: Uint8Array[] = [];
  #draining: Promise<undefined> | undefined;
  /** When the last piece came or was done with, and when the frame that is not finished began. */
  #lastMs = 0;
  #begunMs: number | undefined;
  #turnBeganMs = 0;
  #isInTurn = false;
  lastEventId: string | undefined;
  retryMs: number | undefined;

  constructor(options: ReadEventsOptions) {
    this.#options = options;
    const { format, maxEventBytes: maxBytes, budget } = options;
    this.#frames = new FrameCollector({ end: format === 'lines' ? 'line' : 'empty line', maxBytes, maxLines, budget });
  }

  /** @throws {StalledError}, {BodyTooLargeError}, whatever the body and `take` throw */
  async read(body: ResponseBody, take: (event: PushedEvent) => Promise<void>): Promise<void> {
    this.#lastMs = performance.now();
    const stalled = this.#watch(body);
    try {
      await body.read((piece) => this.#add(piece, take));
      await this.#draining;
    } finally {
      clearInterval(stalled);
      this.#queue.length = 0;
      this.#frames.discard();
    }
  }

  #watch(body: ResponseBody): NodeJS.Timeout {
    const { idleMs, eventMs } = this.#options;
    const everyMs = Math.min(1000, Math.max(10, Math.min(idleMs, eventMs) / 4));
    return setInterval(() => {
      // While events are taken, it is the server that waits.
      if (this.#draining !== undefined) return;
      const nowMs = performance.now();
      if (nowMs - this.#lastMs > idleMs) body.destroy(new StalledError('silent'));
      else if (nowMs - (this.#begunMs ?? nowMs) > eventMs) body.destroy(new StalledError('unfinished'));
    }, everyMs);
  }

  /** Pieces that are here already come while the server is told to wait: all wait for the last of them. */
  #add(piece: Uint8Array, take: (event: PushedEvent) => Promise<void>): Promise<undefined> {
    this.#queue.push(piece);
    this.#draining ??= this.#drain(take).finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drain(take: (event: PushedEvent) => Promise<void>): Promise<undefined> {
    this.#beginTurn();
    for (let piece = this.#queue.shift(); piece !== undefined; piece = this.#queue.shift()) {
      const plain = this.#options.format === 'lines' ? piece : this.#plainNewlines(piece);
      await this.#frames.add(plain, async (frame) => {
        this.#begunMs = undefined;
        await this.#takeFrame(frame, take);
        await this.#giveTurn();
      });
      await this.#giveTurn();
    }
    this.#lastMs = performance.now();
    this.#begunMs = this.#frames.hasBegun ? (this.#begunMs ?? this.#lastMs) : undefined;
    return undefined;
  }

  async #takeFrame(frame: Uint8Array, take: (event: PushedEvent) => Promise<void>): Promise<void> {
    if (this.#options.format === 'lines') {
      if (!isBlank(frame)) await take({ type: 'message', data: frame });
      return;
    }
    const { event, id, retryMs } = parseEventBlock(frame);
    if (retryMs !== undefined) this.retryMs = retryMs;
    if (event !== undefined && event.data.trim() !== '') {
      await take({ type: event.type, data: new TextEncoder().encode(event.data) });
    }
    // Not before it is taken: what was not has to come again.
    if (id !== undefined) this.lastEventId = toHeaderValue(id);
  }

  /** In one round of the event loop, a socket brings up to 32 pieces one after another: they share a turn. */
  #beginTurn(): void {
    if (this.#isInTurn) return;
    this.#isInTurn = true;
    this.#turnBeganMs = performance.now();
    setImmediate(() => {
      this.#isInTurn = false;
    });
  }

  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#turnBeganMs < turnMs) return;
    await nextTurn();
    this.#turnBeganMs = performance.now();
  }
}

/** An event id as UTF-8 bytes in a header's value (WHATWG HTML, 9.2.3); "" where a header cannot hold it. */
function toHeaderValue(id: string): string {
  const value = Buffer.from(id).toString('latin1');
  return value.length > maxIdLength || /[^\t\x20-\x7e\x80-\xff]/.test(value) ? '' : value;
}

const blanks: ReadonlySet<number> = new Set([0x09, 0x0d, 0x20]);

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => blanks.has(byte));
}
