import { DecodeError, type DecodedAnswer, type DecodedResult } from './decoded-answer.ts';
import { decodeResult } from './decode-result.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { createProblemList } from './problem-list.ts';
import { unwrapResults } from './unwrap-results.ts';

/**
 * Decodes the body of an answer to `/query`, in any shape that Grafana's own pages accepted from a Simple JSON server
 * and some that they did not. An empty body, `null` and `[]` are answers without results.
 * @throws {DecodeError} when nothing in the body can be used: it is not JSON, or holds no result that can be read.
 */
export function decodeQueryAnswer(body: Uint8Array): DecodedAnswer {
  const elements = unwrapResults(parseJsonBody(body));
  const problems = createProblemList();
  const results: DecodedResult[] = [];
  elements.forEach((element, position) => {
    if (element === null) return;
    const result = decodeResult(element, { position, path: `result[${position}]`, problems });
    if (result !== undefined) results.push(result);
  });
  const texts = problems.texts();
  if (results.length === 0 && texts.length > 0) throw new DecodeError(texts.join('; '));
  return { results, problems: texts };
}
