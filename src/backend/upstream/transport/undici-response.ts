import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ResponseBody, TakePiece } from '../contract/response-body.ts';

/** The head of an answer as undici gives it, and its body, which is still to be read. */
export interface UndiciResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ResponseBody;
}

/** Sends a request without the streams and promises of `undici.request`, which take more time than sending and receiving a small answer. */
export function undiciResponse(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<UndiciResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<UndiciResponse>();
  dispatcher.dispatch(options, new ResponseHandler(signal, { resolve, reject }));
  return promise;
}

interface Waiting<Value> {
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

/** Buffer limit before back-pressure: pieces that have not been read yet may take this many bytes. */
const maxWaitingBytes = 64 * 1024;

/** One answer, from the request's start to the body's end. */
class ResponseHandler implements Dispatcher.DispatchHandler, ResponseBody {
  readonly #signal: AbortSignal;
  readonly #head: Waiting<UndiciResponse>;
  #controller: Dispatcher.DispatchController | undefined;
  #hasBegun = false;
  #state: 'open' | 'ended' | 'failed' = 'open';
  #failure: unknown;
  #waitingPieces: Uint8Array[] = [];
  #waitingBytes = 0;
  #take: TakePiece | undefined;
  /** A promise of `take` is pending: nothing more is read from the server. */
  #isTaking = false;
  #reader: Waiting<undefined> | undefined;

  constructor(signal: AbortSignal, head: Waiting<UndiciResponse>) {
    this.#signal = signal;
    this.#head = head;
    if (signal.aborted) this.#fail(signal.reason);
    else signal.addEventListener('abort', this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#state === 'failed') this.#abort();
  }

  onResponseStart(_: unknown, status: number, headers: UndiciResponse['headers']): void {
    if (status < 200) return;
    this.#hasBegun = true;
    this.#head.resolve({ status, headers, body: this });
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Uint8Array): void {
    // undici gives an empty piece after each `resume`: a reader that pauses after every piece would never get further.
    if (piece.length === 0) return;
    if (this.#take !== undefined) {
      this.#give(piece);
      return;
    }
    this.#waitingPieces.push(piece);
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes > maxWaitingBytes) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#reader?.resolve(undefined);
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(error);
  }

  read(take: TakePiece): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#take = take;
    this.#reader = { resolve, reject };
    for (const piece of this.#waitingPieces.splice(0)) this.#give(piece);
    if (this.#state === 'ended') resolve(undefined);
    else if (this.#state === 'failed') reject(this.#failure);
    else if (this.#waitingBytes > maxWaitingBytes && !this.#isTaking) this.#controller?.resume();
    return promise;
  }

  toStream(): Readable {
    const stream = new Readable({
      read: () => this.#controller?.resume(),
      destroy: (error, done) => {
        this.destroy(error ?? undefined);
        done(error);
      },
    });
    this.read((piece) => {
      if (!stream.push(piece)) this.#controller?.pause();
      return undefined;
    }).then(
      () => stream.push(null),
      (error: unknown) => stream.destroy(error as Error),
    );
    return stream;
  }

  destroy(reason: Error = new Error('nobody reads the answer any more')): void {
    this.#fail(reason);
    this.#abort();
  }

  readonly #onAbort = (): void => {
    this.#fail(this.#signal.reason);
    this.#abort();
  };

  #give(piece: Uint8Array): void {
    if (this.#state === 'failed') return;
    try {
      const taking = this.#take?.(piece);
      if (taking !== undefined) this.#pauseUntil(taking);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #pauseUntil(taking: Promise<undefined>): void {
    this.#isTaking = true;
    this.#controller?.pause();
    taking.then(
      () => {
        this.#isTaking = false;
        this.#controller?.resume();
      },
      (error: unknown) => {
        this.destroy(error as Error);
      },
    );
  }

  #fail(reason: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#failure = reason;
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (this.#hasBegun) this.#reader?.reject(reason);
    else this.#head.reject(reason);
  }

  /** Before `onRequestStart` there is no controller; the request is aborted there. */
  #abort(): void {
    this.#controller?.abort(this.#failure as Error);
  }
}
