import type { DataFrame } from '../dataframe/data-frame.ts';
import { decodeSearchAnswer } from '../decode/decode-search-answer.ts';
import type { UpstreamClient, UpstreamResponse } from '../upstream/upstream-client.ts';
import type { CallFacts } from './call-facts.ts';

/** POST /search: the metrics whose names have something to do with a text. */
export async function search(target: string, client: UpstreamClient, call: CallFacts): Promise<UpstreamResponse> {
  return client.request({
    method: 'POST',
    path: '/search',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ target })),
    context: call.upstream,
  });
}

/** The same as a table with the columns `text` and, unless it says the same, `value`: version 1's way to search. */
export async function searchFrame(target: string, client: UpstreamClient, call: CallFacts): Promise<DataFrame> {
  const { body } = await search(target, client, call);
  const { options } = decodeSearchAnswer(body);
  const texts = options.map(({ text }) => text);
  const values = options.map(({ value }) => value);
  const numbers = values.filter((value) => typeof value === 'number');
  const isSame = values.every((value, i) => value === texts[i]);
  const valueField =
    numbers.length === values.length
      ? ({ type: 'float64', name: 'value', values: Float64Array.from(numbers) } as const)
      : ({ type: 'string', name: 'value', values: values.map(String) } as const);
  return {
    name: 'search',
    meta: { type: 'table' },
    fields: [{ type: 'string', name: 'text', values: texts }, ...(isSame ? [] : [valueField])],
  };
}
