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

interface Known {
  readonly announced: Announced;
  readonly untilMs: number;
}

/** Whether the server of a data source announces a stream, and where. All channels share what is known. */
export class StreamAnnouncement {
  readonly #now: () => number;
  #known: Known | undefined;
  #hasReported = false;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Each channel asks with a request of its own, which ends with the channel; `upstream` lets requests that come at the same time share an answer.
   * @param fetchRoot sends `GET /`; called where no answer is known or the last one is too old
   * @param signal of the channel
   * @throws the signal's reason
   */
  async ask(fetchRoot: FetchRoot, logger: Logger, signal: AbortSignal): Promise<Announced> {
    const before = this.#known;
    if (before !== undefined && this.#now() < before.untilMs) return before.announced;
    const answer = await announcedBy(fetchRoot);
    signal.throwIfAborted();
    if (this.#known === before) this.#known = this.#toKnown(answer, logger);
    return this.#known?.announced ?? 'unknown';
  }

  #toKnown(answer: RootAnswer, logger: Logger): Known {
    if (typeof answer === 'object' && 'got' in answer) {
      logger.warn(`the server's header ${announcementHeader} is ignored: ${expectedPath}`, { got: answer.got });
      return { announced: 'nothing', untilMs: this.#now() + trustMs };
    }
    return { announced: answer, untilMs: this.#now() + (answer === 'unknown' ? failedTrustMs : trustMs) };
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

/** A header that is there, but is no path. */
interface WrongHeader {
  readonly got: string;
}

type RootAnswer = Announced | WrongHeader;

/** The stream's path in the answer to `GET /`, or the wrong header; undefined where there is no header. */
function announcedStream({
  headers,
}: Pick<UpstreamResponse, 'headers'>): { readonly path: string } | WrongHeader | undefined {
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

async function announcedBy(fetchRoot: FetchRoot): Promise<RootAnswer> {
  try {
    return announcedStream(await fetchRoot()) ?? 'nothing';
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
