import { withJson, withoutSecret, type EditorProps } from './settings-form.ts';

type Options = EditorProps['options'];

/** The numbers of the custom headers, in order; there may be gaps. */
export function headerNumbers(keys: readonly string[]): readonly number[] {
  return keys
    .flatMap((key) => /^httpHeaderName(\d+)$/.exec(key)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => left - right);
}

/** What takes a header away, name and value. */
export function withoutHeader(options: Options, number: number): Partial<Options> {
  return {
    ...withoutSecret(options, `httpHeaderValue${number}`),
    jsonData: withJson(options.jsonData, { [`httpHeaderName${number}`]: undefined }),
  };
}
