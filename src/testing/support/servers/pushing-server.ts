import type { ServerResponse } from 'node:http';
import type { FakeUpstream, RecordedRequest } from '../fake-upstream.ts';

/** A Simple JSON server that announces a stream, on which a test sends what it likes. */
export class PushingServer {
  readonly #open = new Set<ServerResponse>();
  readonly #waiting: ((request: RecordedRequest) => void)[] = [];
  /** The requests for the stream. */
  readonly requests: RecordedRequest[] = [];

  constructor(upstream: FakeUpstream, { type = 'text/event-stream', path = '/stream' } = {}) {
    upstream.answer('/', { headers: { 'x-simple-json-stream': path }, body: 'OK' });
    upstream.answer(path, (request) => {
      this.requests.push(request);
      return {
        headers: { 'content-type': type },
        write: (response) => {
          this.#open.add(response);
          response.on('close', () => this.#open.delete(response));
          for (const tell of this.#waiting.splice(0)) tell(request);
        },
      };
    });
  }

  /** How many read it now. */
  get readers(): number {
    return this.#open.size;
  }

  /** Resolves with the next request for the stream when its head is out. */
  opened(): Promise<RecordedRequest> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** To all who read it. */
  send(text: string | Uint8Array): void {
    for (const response of this.#open) response.write(text);
  }

  sendEvent(value: unknown, id?: string): void {
    this.send(`${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(value)}\n\n`);
  }

  end(): void {
    for (const response of this.#open) response.end();
  }
}
