import type { Logger } from '../../../sdk/log/logger.ts';
import type { UpstreamResponse } from '../../../upstream/contract/upstream-client.ts';
import { isAbsent } from '../../server/path-choice.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';

/** A header of a server's answer to `GET /`: the path of the server's stream. Our extension of the contract; see docs/server.md. */
const announcementHeader = 'x-simple-json-stream';

/** How long an answer counts: the server may be changed, so it is asked again after this. */
const trustMs = 5 * 60_000;
/** How long a failure counts, so that not every channel asks a server that does not answer. */
const failedTrustMs = 5000;
const maxPathLength = 1000;

/** `path` begins with a slash and is below the data source's URL. `unknown`: the server could not be asked. */
export type Announced = { readonly path: string } | 'nothing' | 'unknown';

type FetchRoot = () => Promise<Pick<UpstreamResponse, 'headers'>>;

/** Whether the server of a data source announces a stream, and where. It is asked once for all channels. */
export class StreamAnnouncement {
  readonly #now: () => number;
  #asked: { readonly announced: Promise<Announced>; untilMs: number } | undefined;
  #hasReported = false;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @param fetchRoot sends `GET /`; called where no answer is known or the last one is too old */
  async ask(fetchRoot: FetchRoot, logger: Logger): Promise<Announced> {
    const nowMs = this.#now();
    if (this.#asked === undefined || nowMs >= this.#asked.untilMs) {
      const asked = { announced: askForPath(fetchRoot, logger), untilMs: nowMs + trustMs };
      this.#asked = asked;
      if ((await asked.announced) === 'unknown') asked.untilMs = this.#now() + failedTrustMs;
    }
    return this.#asked.announced;
  }

  /** Logs that the announced stream cannot be read; as a warning once for all channels, until it works again. */
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

/** The stream's path in the answer to `GET /`, or what is there (`got`) and is no path; undefined for neither. */
function announcedStream({
  headers,
}: Pick<UpstreamResponse, 'headers'>): { readonly path: string } | { readonly got: string } | undefined {
  const path = headers[announcementHeader]?.trim() ?? '';
  if (path === '') return undefined;
  return isPath(path) ? { path } : { got: cutText(path, 100) };
}

/** The line of a health check about the stream; undefined where none is announced. */
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

/** Refuses paths that lead out of the data source's URL; `upstream` refuses them as well. */
function isPath(path: string): boolean {
  if (path.length > maxPathLength || !/^\/[\x21-\x7e]+$/.test(path) || /[\\#]/.test(path)) return false;
  const [pathname = ''] = path.split('?');
  return !/\/\/|(^|\/|%2f|%5c)(\.|%2e){1,2}(\/|%2f|%5c|$)/i.test(pathname);
}
