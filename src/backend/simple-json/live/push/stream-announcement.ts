import type { Logger } from '../../../sdk/log/logger.ts';
import type { UpstreamResponse } from '../../../upstream/contract/upstream-client.ts';
import { isAbsent } from '../../server/path-choice.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';

/** On a server's answer to `GET /`: where it pushes what is new. An extension of the contract; see docs/server.md. */
const announcementHeader = 'x-simple-json-stream';

/** A server may be changed, so it is asked again now and then. */
const trustMs = 5 * 60_000;
/** One that gave no answer is not asked by every channel. */
const failedTrustMs = 5000;
const maxPathLength = 1000;

/** `path`: below the data source's URL, beginning with a slash. */
export type Announced = { readonly path: string } | 'nothing' | 'unknown';

type FetchRoot = () => Promise<Pick<UpstreamResponse, 'headers'>>;

/** Where the server of a data source pushes, if it says so; asked once for all channels. */
export class StreamAnnouncement {
  readonly #now: () => number;
  #asked: { readonly announced: Promise<Announced>; untilMs: number } | undefined;
  #hasReported = false;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @param fetchRoot asks for `GET /`; called when nothing is known, or not any more */
  async ask(fetchRoot: FetchRoot, logger: Logger): Promise<Announced> {
    const nowMs = this.#now();
    if (this.#asked === undefined || nowMs >= this.#asked.untilMs) {
      const asked = { announced: askForPath(fetchRoot, logger), untilMs: nowMs + trustMs };
      this.#asked = asked;
      if ((await asked.announced) === 'unknown') asked.untilMs = this.#now() + failedTrustMs;
    }
    return this.#asked.announced;
  }

  /** The stream that was announced cannot be read: said once for all channels until it can. */
  report(error: unknown, logger: Logger): void {
    const level = this.#hasReported ? 'debug' : 'warn';
    this.#hasReported = true;
    logger[level]('the stream that the server announces cannot be read; /query is asked at intervals instead', {
      error,
    });
  }

  works(): void {
    this.#hasReported = false;
  }
}

const expectedPath = 'expected a path below the URL of the data source such as "/stream"';

/** What the answer to `GET /` says of a stream; `got` where that leads nowhere. */
function announcedStream({
  headers,
}: Pick<UpstreamResponse, 'headers'>): { readonly path: string } | { readonly got: string } | undefined {
  const path = headers[announcementHeader]?.trim() ?? '';
  if (path === '') return undefined;
  return isPath(path) ? { path } : { got: cutText(path, 100) };
}

/** A finding of a health check; undefined where nothing is announced. */
export function describeAnnouncement(root: Pick<UpstreamResponse, 'headers'>): string | undefined {
  const announced = announcedStream(root);
  if (announced === undefined) return undefined;
  if ('path' in announced) return `stream: announced at ${announced.path}, for live panels`;
  return `stream: the header ${announcementHeader} is ignored: ${expectedPath}, got ${JSON.stringify(announced.got)}`;
}

async function askForPath(fetchRoot: FetchRoot, logger: Logger): Promise<Announced> {
  try {
    const announced = announcedStream(await fetchRoot());
    if (announced === undefined) return 'nothing';
    if ('path' in announced) return announced;
    logger.warn(`the server's header ${announcementHeader} is ignored: ${expectedPath}`, announced);
    return 'nothing';
  } catch (error) {
    return isAbsent(error) ? 'nothing' : 'unknown';
  }
}

/** What leads out of the data source's URL, upstream refuses as well. */
function isPath(path: string): boolean {
  if (path.length > maxPathLength || !/^\/[\x21-\x7e]+$/.test(path) || /[\\#]/.test(path)) return false;
  const [pathname = ''] = path.split('?');
  return !/\/\/|(^|\/|%2f|%5c)(\.|%2e){1,2}(\/|%2f|%5c|$)/i.test(pathname);
}
