import type { Logger } from '../log/logger.ts';
import type { QueryDataResponse } from '../api/query-data.ts';
import { runAtOnce, type Steps } from '../turns/steps.ts';
import { encodeDatasourceResponse, type ToProtoOptions as ToProto1Options } from './v1/to-proto.ts';
import { encodeQueryDataResponse } from './v2/encode-query-data-response.ts';
import type { ToProtoOptions as ToProto2Options } from './v2/to-proto.ts';

/** How one host wants the answers to its queries; plain data. */
export type EncodeOptions =
  ({ readonly version: 1 } & ToProto1Options) | ({ readonly version: 2 } & Omit<ToProto2Options, 'logger'>);

export interface EncodeCall {
  /** Hears of bugs, of which the caller is told only that there was one. */
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The data source of the answer: worker threads are shared fairly between data sources. */
  readonly owner: string;
}

/** `encodeResponse`, or something that does the same elsewhere. Takes the columns over: they may not be read afterwards. */
export type ResponseEncoder = (
  response: QueryDataResponse,
  options: EncodeOptions,
  call: EncodeCall,
) => Buffer | Promise<Buffer>;

/** A response encoder for one host. */
export type EncodeFor = (
  response: QueryDataResponse,
  call: Pick<EncodeCall, 'signal' | 'owner'>,
) => Buffer | Promise<Buffer>;

type LoggedCall = Pick<EncodeCall, 'logger'>;

/** The answer to a QueryData call as its protocol version writes it, some frames in a step. */
export function encodeResponseInSteps(
  response: QueryDataResponse,
  options: EncodeOptions,
  { logger }: LoggedCall,
): Steps<Buffer> {
  if (options.version === 1) return encodeDatasourceResponse(response, options);
  return encodeQueryDataResponse(response, { ...options, logger });
}

/** The same at once. */
export function encodeResponse(response: QueryDataResponse, options: EncodeOptions, call: LoggedCall): Buffer {
  return runAtOnce(encodeResponseInSteps(response, options, call));
}
