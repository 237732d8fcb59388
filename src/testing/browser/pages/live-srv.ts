import { hostWindow, type Observable, type StreamingFrame } from './shared-modules.ts';

/** Of a channel's address; until 12.4 `stream` was `namespace`. */
interface Address {
  readonly scope: string;
  readonly namespace?: string;
  readonly stream?: string;
  readonly path: string;
  readonly data?: unknown;
}

interface StreamOptions {
  readonly addr: Address;
  readonly buffer: object;
  readonly frame?: object;
}

interface Viewer {
  readonly options: StreamOptions;
  readonly key: string;
  readonly next: (response: unknown) => void;
  /** Its own copy, which Grafana gives to the panel. */
  frame: StreamingFrame | undefined;
}

/** A buffer lives so long after its last panel has left. */
const lingerMs = 5000;

/** Grafana's getDataStream: panels of one channel share a subscription and a buffer, which is Grafana's own StreamingDataFrame. */
export class LiveSrv {
  readonly #channels = new Map<string, LiveChannel>();
  #keys = 0;

  getDataStream(options: StreamOptions): Observable {
    const { Observable } = hostWindow.sharedModules.rxjs;
    const id = toChannelId(options.addr);
    return new Observable((subscriber) => {
      // With the old name alone Grafana 12.4 sends nothing, and says nothing.
      if (id === undefined) return () => undefined;
      const channel = this.#channels.get(id) ?? new LiveChannel(id, options.addr.data, () => this.#channels.delete(id));
      this.#channels.set(id, channel);
      return channel.join({
        options,
        key: `xstr/${this.#keys++}`,
        next: (value) => {
          subscriber.next(value);
        },
        frame: undefined,
      });
    });
  }
}

function toChannelId({ scope, namespace, stream, path }: Address): string | undefined {
  const [major = 0, minor = 0] = hostWindow.harness.grafana.split('.').map(Number);
  const name = major > 12 || (major === 12 && minor >= 4) ? stream : namespace;
  return name === undefined ? undefined : `${scope}/${name}/${path}`;
}

class LiveChannel {
  readonly #viewers = new Set<Viewer>();
  readonly #stopped = new AbortController();
  readonly #onEnd: () => void;
  readonly #frame: StreamingFrame;
  #hasMessage = false;
  #linger: number | undefined;

  constructor(id: string, data: unknown, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#frame = hostWindow.sharedModules['@grafana/data'].StreamingDataFrame.empty({});
    void this.#follow(id, data);
  }

  join(viewer: Viewer): () => void {
    window.clearTimeout(this.#linger);
    const { buffer, frame } = viewer.options;
    if (this.#frame.needsResizing(buffer)) this.#frame.resize(buffer);
    if (frame !== undefined && !this.#frame.hasAtLeastOnePacket()) this.#push(frame);
    this.#viewers.add(viewer);
    if (this.#hasMessage) this.#emit(viewer, true);
    return () => {
      this.#viewers.delete(viewer);
      if (this.#viewers.size === 0)
        this.#linger = window.setTimeout(() => {
          this.#end();
        }, lingerMs);
    };
  }

  #end(): void {
    this.#stopped.abort();
    this.#onEnd();
  }

  async #follow(id: string, data: unknown): Promise<void> {
    const body = data === undefined ? null : JSON.stringify(data);
    const response = await fetch(`/harness-live/${id}`, { method: 'POST', body, signal: this.#stopped.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      const lines = (text + part.value).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines)
        this.#receive(JSON.parse(line) as { readonly first?: object; readonly packet?: object });
    }
    document.body.dataset['ended'] = id;
  }

  /** A packet that does not fit is dropped. */
  #receive({ first, packet = first }: { readonly first?: object; readonly packet?: object }): void {
    if (packet === undefined) return;
    try {
      this.#push(packet);
    } catch (error) {
      document.body.dataset['dropped'] = String(error);
    }
  }

  #push(packet: object): void {
    const { schemaChanged } = this.#frame.push(packet);
    this.#hasMessage = true;
    for (const viewer of this.#viewers) this.#emit(viewer, schemaChanged);
  }

  #emit(viewer: Viewer, isWhole: boolean): void {
    const { StreamingDataFrame } = hostWindow.sharedModules['@grafana/data'];
    if (isWhole || viewer.frame === undefined) {
      viewer.frame = StreamingDataFrame.deserialize(this.#frame.serialize(undefined, viewer.options.buffer));
    } else {
      viewer.frame.pushNewValues(this.#frame.getValuesFromLastPacket());
    }
    viewer.next({ key: viewer.key, state: 'Streaming', data: [viewer.frame] });
  }
}
