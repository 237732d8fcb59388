import type { MessagePort } from 'node:worker_threads';
import { PluginError } from '../sdk/api/plugin-error.ts';
import type { DataResponse, QueryDataResponse } from '../sdk/api/query-data.ts';
import type { DataFrame } from '../sdk/dataframe/data-frame.ts';
import { runAtOnce } from '../sdk/turns/steps.ts';
import { toFrame } from './pieces/answer-parts.ts';
import { takePieces } from './pieces/pieces.ts';
import type { PlainResponse } from './tasks.ts';

export function toPlain(response: QueryDataResponse): PlainResponse[] {
  return [...response].map(([refId, { frames, error }]) => {
    if (error === undefined) return { refId, frames };
    const { message, errorSource, status } = error;
    return { refId, frames, error: { message, errorSource, status } };
  });
}

export function fromPlain({ error, ...response }: PlainResponse): [string, DataResponse] {
  return [
    response.refId,
    { frames: framesOf(response), ...(error && { error: new PluginError(error.message, error) }) },
  ];
}

export function framesOf({ frames }: Pick<PlainResponse, 'frames'>): readonly DataFrame[] {
  return typeof frames === 'number' ? [] : frames;
}

/** The same responses, with the number of their frames in place of the frames. */
export function withoutFrames(responses: readonly PlainResponse[]): readonly PlainResponse[] {
  return responses.map((response) => ({ ...response, frames: framesOf(response).length }));
}

/** Puts the frames that came through a port back into the responses, and closes the port. */
export function withFrames(responses: readonly PlainResponse[], port: MessagePort): readonly PlainResponse[] {
  const { made } = runAtOnce(takePieces(port, toFrame));
  port.close();
  let taken = 0;
  return responses.map(({ frames, ...response }) => {
    const from = taken;
    taken += typeof frames === 'number' ? frames : 0;
    return { ...response, frames: made.slice(from, taken) };
  });
}
