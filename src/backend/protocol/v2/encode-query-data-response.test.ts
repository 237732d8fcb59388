import { describe, expect, it } from '@jest/globals';
import { DataFrameFormat, QueryDataResponse } from '../../gen/pluginv2/backend.ts';
import { encodeQueryDataResponse } from './encode-query-data-response.ts';

const response = {
  frames: [],
  error: '',
  jsonMeta: Buffer.alloc(0),
  status: 0,
  errorSource: '',
  format: DataFrameFormat.ARROW,
};

describe('encodeQueryDataResponse', () => {
  it.each([
    ['nothing', {}],
    ['an empty response', { A: response }],
    ['every field', { Ä: { ...response, frames: [Buffer.of(1, 2), Buffer.alloc(300, 7)], error: 'é', jsonMeta: Buffer.of(123), status: 502, errorSource: 'downstream', format: DataFrameFormat.JSON } }], // prettier-ignore
    ['several', { A: { ...response, status: 200 }, B: { ...response, frames: [Buffer.alloc(0)] } }],
  ])('writes what the generated code reads: %s', (_name, responses) => {
    expect(QueryDataResponse.decode(encodeQueryDataResponse({ responses }))).toEqual({ responses });
  });
});
