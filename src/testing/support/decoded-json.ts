import { decodeQueryAnswer } from '../../backend/decode/decode-query-answer.ts';
import { toPlainResult } from './plain-answer.ts';

/** @param answer to /query, as it is before it is written as JSON */
export function decodeJson(answer: unknown): ReturnType<typeof decodeQueryAnswer> {
  return decodeQueryAnswer(Buffer.from(JSON.stringify(answer)));
}

/** Of series the name, labels or refId, times and values; of tables' columns name and values. */
export function summaryOf(answer: unknown, second: 'labels' | 'refId'): unknown {
  return decodeJson(answer).results.map((result) => {
    if (result.kind === 'series')
      return [result.target, result[second], [...result.time.values], [...result.value.values]];
    const { fields } = toPlainResult(result) as { readonly fields: readonly { name: string; values: unknown[] }[] };
    return fields.map(({ name, values }) => [name, ...values]);
  });
}
