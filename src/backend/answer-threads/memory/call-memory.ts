/** As much of upstream/contract/memory-budget as calls are counted in. */
export interface CallBudget {
  count(owner: string, bytes: number): () => void;
  /** How many bytes are free. */
  room(): number;
}

export interface CallMemoryOptions {
  /** What one call may need, and twice what all of them may. */
  readonly maxBytes: number;
  /** How long a call may wait. */
  readonly patienceMs?: number;
  /** How many calls may wait; what has come of their messages is kept. */
  readonly maxWaiting?: number;
  /** Frees what calls that have ended left behind. */
  readonly collect?: () => Promise<void>;
}

/** See sdk/grpc/long-messages. */
export interface CallMemory {
  take(messageBytes: number, outcome: Outcome): () => void;
}

interface Outcome {
  readonly admit: () => void;
  readonly refuse: (why: string) => void;
}

/**
 * What calls with long messages may hold together: half of the memory for answers, in which it is counted, so that answers always have the
 * other half. A call of any length that is allowed may be the only one; the others wait for their turn, or are refused.
 */
export function createCallMemory(
  budget: CallBudget,
  { maxBytes, patienceMs = 10_000, maxWaiting = 200, collect = () => Promise.resolve() }: CallMemoryOptions,
): CallMemory {
  return new WaitingCalls(budget, { maxBytes, patienceMs, maxWaiting, collect });
}

/** What a call holds for each byte of its message: message or model, the body's text or bytes, what is read of them, what waits to be sent. */
const bytesPerMessageByte = 4;

/** Calls that together hold no more than one part of so many do not wait for answers. */
const reservedParts = 8;

/** Garbage is collected when calls were given so large a part since the last time. */
const collectedParts = 2;

/** How often it is looked whether there is room: answers do not say when they are done. */
const lookMs = 20;

/** None of a data source: of whom a call is, its message says. */
const owner = 'calls with long messages';

interface Call extends Outcome {
  readonly messageBytes: number;
  readonly bytes: number;
  readonly sinceMs: number;
  release: (() => void) | undefined;
}

class WaitingCalls implements CallMemory {
  readonly #budget: CallBudget;
  readonly #options: Required<CallMemoryOptions>;
  /** In the order in which they came. */
  readonly #waiting = new Set<Call>();
  #bytes = 0;
  /** What calls were given since garbage was collected. */
  #uncollected = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(budget: CallBudget, options: Required<CallMemoryOptions>) {
    this.#budget = budget;
    this.#options = options;
  }

  take(messageBytes: number, outcome: Outcome): () => void {
    const bytes = messageBytes * bytesPerMessageByte;
    const call: Call = { ...outcome, messageBytes, bytes, sinceMs: performance.now(), release: undefined };
    const { maxBytes, maxWaiting } = this.#options;
    if (bytes > maxBytes) refuse(call, `of ${toMebibytes(maxBytes)} MiB that one call may have here`);
    else if (this.#hasRoom(call)) this.#admit(call);
    else if (this.#waiting.size >= maxWaiting) refuse(call, `and ${maxWaiting} calls wait for it already`);
    else this.#wait(call);
    return () => {
      this.#leave(call);
    };
  }

  #hasRoom({ bytes }: Call): boolean {
    const { maxBytes } = this.#options;
    const together = this.#bytes + bytes;
    if (this.#bytes > 0 && together > maxBytes / 2) return false;
    return together <= maxBytes / reservedParts || bytes <= this.#budget.room();
  }

  #admit(call: Call): void {
    this.#waiting.delete(call);
    this.#collect(call);
    this.#bytes += call.bytes;
    call.release = this.#budget.count(owner, call.bytes);
    call.admit();
  }

  /** Left to itself, the garbage collector comes when far more than the memory of a small container is used up. */
  #collect({ bytes }: Call): void {
    this.#uncollected += bytes;
    if (this.#uncollected - bytes === 0 || this.#uncollected <= this.#options.maxBytes / collectedParts) return;
    this.#uncollected = bytes;
    void this.#options.collect();
  }

  #wait(call: Call): void {
    this.#waiting.add(call);
    this.#timer ??= setInterval(() => {
      this.#look();
    }, lookMs);
  }

  #leave(call: Call): void {
    this.#waiting.delete(call);
    if (call.release !== undefined) {
      this.#bytes -= call.bytes;
      call.release();
      call.release = undefined;
    }
    this.#look();
  }

  /** Lets in who fits, also past one that does not. */
  #look(): void {
    for (const call of this.#waiting) {
      if (this.#hasRoom(call)) this.#admit(call);
      else if (performance.now() - call.sinceMs >= this.#options.patienceMs) {
        this.#waiting.delete(call);
        refuse(call, 'and others held it for as long as a call may wait');
      }
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function refuse({ messageBytes, bytes, refuse: tell }: Call, why: string): void {
  tell(
    `this call of ${messageBytes} bytes would need about ${toMebibytes(bytes)} MiB of memory, ${why}; shorten its queries, ask for fewer ` +
      'of them at a time, or let the process have more memory',
  );
}

function toMebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
