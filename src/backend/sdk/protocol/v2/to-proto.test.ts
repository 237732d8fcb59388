import { describe, expect, it } from '@jest/globals';
import { toCallResourceResponse, toCheckHealthResponse } from './to-proto.ts';

describe('toCheckHealthResponse', () => {
  it('writes details as a JSON object, or nothing at all', () => {
    const response = toCheckHealthResponse({ status: 'ok', message: 'fine', details: { a: 1 } });
    expect([response.status, response.message, response.jsonDetails.toString()]).toEqual([1, 'fine', '{"a":1}']);
    expect(toCheckHealthResponse({ status: 'error', message: 'bad' })).toMatchObject({ status: 2 });
    expect(toCheckHealthResponse({ status: 'error', message: 'bad' }).jsonDetails).toHaveLength(0);
  });
});

describe('toCallResourceResponse', () => {
  it('keeps status, headers and bytes', () => {
    const response = toCallResourceResponse({ status: 404, headers: { A: ['1', '2'] }, body: Uint8Array.of(0, 255) });
    expect(response).toEqual({ code: 404, headers: { A: { values: ['1', '2'] } }, body: Buffer.of(0, 255) });
  });
});
