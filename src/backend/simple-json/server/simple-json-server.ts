import type { Series } from '../frames/series.ts';
import type { DialectName, QueryMethod, RangeFormat } from '../../../shared/settings-model.ts';
import type { AnswerDecoder } from '../../decode/answer-decoder.ts';
import { maxListBytes } from '../../decode/json/answer-limits.ts';
import type {
  UpstreamClient,
  UpstreamContext,
  UpstreamRequest,
  UpstreamResponse,
} from '../../upstream/contract/upstream-client.ts';
import type { RequestContext } from '../../sdk/api/request-context.ts';
import { toUpstreamContext } from '../call/upstream-context.ts';
import type { DataSourceMeter } from '../metrics/data-source-meter.ts';
import { IsoRanges } from '../query/raw-range.ts';
import type { Settings } from '../settings/settings.ts';
import { BatchSupport } from './batch-support.ts';
import { dialectTable } from './dialect-table.ts';
import { DialectChoice } from './dialect-choice.ts';
import { mostSeries } from '../frames/series-from-table.ts';
import { PathChoice } from './path-choice.ts';
import { PlainChoice } from './plain-choice.ts';

/** The server of one data source, and how it wants to be asked. */
export interface SimpleJsonServer {
  /** The data source's, for people. */
  readonly name: string;
  /** The data source's own among all that the process serves. */
  readonly key: string;
  readonly client: UpstreamClient;
  /** What of a request goes along to the server. */
  readonly upstreamContext: (context: RequestContext) => UpstreamContext;
  readonly decode: AnswerDecoder;
  readonly meter: DataSourceMeter;
  readonly queryMethod: QueryMethod;
  readonly rangeFormat: RangeFormat;
  readonly isoRanges: IsoRanges;
  readonly dialectName: DialectName;
  readonly dialects: DialectChoice;
  readonly batches: BatchSupport;
  /** Whether it minds more than the original sent to /tag-keys and /tag-values. */
  readonly plainTags: PlainChoice;
  /** The same for /annotations. */
  readonly plainAnnotations: PlainChoice;
  readonly metricsPath: PathChoice<'/search' | '/metrics'>;
  readonly variablePath: PathChoice<'/search' | '/variable'>;
  readonly annotationsPath: PathChoice<'/annotations' | '/query'>;
  /** How many series one query may get, and all queries of a call together: each takes some kilobytes on its way. */
  readonly maxSeries: number;
  /** An answer that breaks the contract is an error instead of being read as far as it goes. */
  readonly strict: boolean;
  readonly live: LiveRules;
}

/** What panels that move by themselves may do. */
export interface LiveRules {
  readonly minIntervalMs: number;
  readonly maxStreams: number;
  /** Why none may; for people. */
  readonly refusal: string | undefined;
  /** The channels that have a stream now. */
  readonly running: Pick<Set<string>, 'has' | 'size'>;
  /** What the viewers of a channel have of the series of an answer; undefined where somebody new may have all of it. */
  readonly shown: (path: string, series: readonly Series[]) => ShownRows | undefined;
  /** By which a question is known again that was made for this data source. */
  readonly seal: (question: object) => string;
}

export interface ShownRows {
  /** Of each series, from its first point on. */
  readonly counts: readonly number[];
  /** How many pushes they hold. */
  readonly pushes: number;
}

/** How a data source's server is reached, and who reads its answers. */
export type ServerParts = Pick<SimpleJsonServer, 'key' | 'client' | 'decode' | 'meter' | 'live'> &
  Partial<Pick<SimpleJsonServer, 'maxSeries'>>;

export interface ServerSettings {
  readonly name: string;
  readonly queryMethod: QueryMethod;
  readonly rangeFormat: RangeFormat;
  readonly dialect: DialectName;
  readonly strict: boolean;
  readonly forwarding: Settings['forwarding'];
}

/** Under `auto`, the newer name of a thing is tried first where an older server is sure not to have it. */
export function createSimpleJsonServer(
  { key, client, decode, meter, live, maxSeries = mostSeries }: ServerParts,
  settings: ServerSettings,
): SimpleJsonServer {
  const { name, queryMethod, rangeFormat, strict } = settings;
  const dialect = dialectTable[settings.dialect];
  const isAuto = settings.dialect === 'auto';
  return {
    name,
    key,
    client,
    upstreamContext: (context) => toUpstreamContext(context, settings.forwarding),
    decode,
    meter,
    live,
    queryMethod,
    rangeFormat,
    isoRanges: new IsoRanges(),
    strict,
    maxSeries,
    dialectName: settings.dialect,
    dialects: new DialectChoice(dialect, { isAutomatic: isAuto }),
    batches: new BatchSupport(),
    plainTags: new PlainChoice({ isAutomatic: isAuto }),
    plainAnnotations: new PlainChoice({ isAutomatic: isAuto, isNeeded: settings.dialect === 'simple-json' }),
    metricsPath: new PathChoice(isAuto ? ['/search', '/metrics'] : [dialect.metricsPath]),
    variablePath: new PathChoice(isAuto ? ['/variable', '/search'] : [dialect.variablePath]),
    annotationsPath: new PathChoice(isAuto ? ['/annotations', '/query'] : [dialect.annotationsPath ?? '/query']),
  };
}

/** Asks the server with a JSON body, if with any, for anything but data. */
export async function postJson(
  { client, upstreamContext }: Pick<SimpleJsonServer, 'client' | 'upstreamContext'>,
  { body, ...message }: Pick<UpstreamRequest, 'path' | 'keepForMs'> & { readonly body: unknown },
  call: RequestContext,
): Promise<UpstreamResponse> {
  return client.request({
    ...message,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
    maxResponseBytes: maxListBytes,
    context: upstreamContext(call),
  });
}
