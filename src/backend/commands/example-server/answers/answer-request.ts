import { answerAnnotations } from './answer-annotations.ts';
import { answerMetricPayloadOptions, answerMetrics } from './answer-metrics.ts';
import { type AnswerOptions, answerQuery } from './answer-query.ts';
import { answerSearch, answerVariable } from './answer-search.ts';
import { answerTagKeys, answerTagValues } from './answer-tags.ts';
import { HttpError } from '../request/http-error.ts';
import { cutText } from '../../../sdk/builtins/cut-text.ts';

export interface ExampleRequest {
  readonly method: string;
  /** With a leading slash, without query string. */
  readonly path: string;
  readonly body: string;
}

const posts = new Map<string, (body: unknown, options: AnswerOptions) => unknown>([
  ['/search', answerSearch],
  ['/query', answerQuery],
  ['/annotations', answerAnnotations],
  ['/tag-keys', answerTagKeys],
  ['/tag-values', answerTagValues],
  ['/metrics', answerMetrics],
  ['/metric-payload-options', answerMetricPayloadOptions],
  ['/variable', answerVariable],
]);

/** What there is, as `POST /query`. */
export const exampleEndpoints: readonly string[] = ['GET /', ...[...posts.keys()].map((path) => `POST ${path}`)];

/**
 * What the example server answers with status 200, to be sent as JSON.
 * @throws {HttpError} with the status and message to be sent instead.
 */
export async function answerRequest(request: ExampleRequest, options: AnswerOptions): Promise<unknown> {
  const { method, path, body } = request;
  if (path === '/') return { message: 'A Simple JSON server with example data' };
  const answer = posts.get(path);
  if (answer === undefined) {
    throw new HttpError(
      `there is nothing at ${cutText(path, 100)}, expected / or one of: ${[...posts.keys()].join(', ')}`,
      404,
    );
  }
  if (method !== 'POST') throw new HttpError(`expected POST ${path}, got ${method}`, 405);
  return await answer(parseJson(body), options);
}

/** @throws {HttpError} */
export function parseJson(body: string): unknown {
  try {
    // The original plugin posts nothing at all to /tag-keys.
    return body.trim() === '' ? {} : JSON.parse(body);
  } catch {
    throw new HttpError('expected the body to be JSON');
  }
}
