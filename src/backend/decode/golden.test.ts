import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toPlainField, toPlainResult } from '../../testing/support/plain-answer.ts';
import { decodeAnnotations } from './annotation/decode-annotations.ts';
import { decodeQueryAnswer } from './decode-query-answer.ts';
import { decodeSearchAnswer } from './list/decode-search-answer.ts';
import { DecodeError } from './answer/decoded-answer.ts';

const goldenFolder = path.join(import.meta.dirname, '../../testing/golden/decode');

const decoders: Record<string, (body: Uint8Array) => unknown> = {
  query: (body) => {
    const { results, problems } = decodeQueryAnswer(body);
    return { results: results.map(toPlainResult), problems };
  },
  annotations: (body) => {
    const { fields, problems } = decodeAnnotations(body);
    return { fields: fields.map(toPlainField), problems };
  },
  search: decodeSearchAnswer,
};

describe.each(Object.entries(decoders))('answers to %s', (folder, decode) => {
  const files = readdirSync(path.join(goldenFolder, folder));
  const inputs = files.filter((file) => file.includes('.input.'));

  it.each(inputs)('%s', (input) => {
    const expectedFile = input.replace(/\.input\..*$/, '.expected.json');
    const expected: unknown = JSON.parse(readFileSync(path.join(goldenFolder, folder, expectedFile), 'utf8'));
    expect(outcome(decode, readFileSync(path.join(goldenFolder, folder, input)))).toEqual(expected);
  });

  it('has an input for every expectation', () => {
    expect(inputs).not.toHaveLength(0);
    expect(files).toHaveLength(2 * inputs.length);
  });
});

function outcome(decode: (body: Uint8Array) => unknown, body: Uint8Array): unknown {
  try {
    return decode(body);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { error: error.message };
  }
}
