import { describe, expect, it } from '@jest/globals';
import { tableFromIPC } from 'apache-arrow';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import { silentLogger } from '../../log/logger.ts';
import { PluginError } from '../../plugin-api/plugin-error.ts';
import { toCallResourceResponse, toCheckHealthResponse, toQueryDataResponse } from './to-proto.ts';

const frame: DataFrame = { name: 'a', fields: [{ type: 'float64', name: 'v', values: Float64Array.of(1) }] };
const plain = { printfErrors: false, logger: silentLogger };

describe('toQueryDataResponse', () => {
  it('says 200 on success and puts the refId into each frame', () => {
    const { responses } = toQueryDataResponse(new Map([['A', { frames: [frame] }]]), plain);
    expect(responses['A']).toMatchObject({ status: 200, error: '', errorSource: '' });
    expect(tableFromIPC(responses['A']?.frames[0] ?? []).schema.metadata.get('refId')).toBe('A');
  });

  it('tells whose fault an error was, with its status', () => {
    const error = new PluginError('100 % broken', { errorSource: 'downstream', status: 502 });
    const { responses } = toQueryDataResponse(new Map([['A', { frames: [], error }]]), plain);
    expect(responses['A']).toMatchObject({ status: 502, error: '100 % broken', errorSource: 'downstream', frames: [] });
  });

  it("doubles % for Grafana 7, which puts errors through Go's printf", () => {
    const error = new PluginError('100 % broken', { errorSource: 'downstream', status: 502 });
    const { responses } = toQueryDataResponse(new Map([['A', { frames: [], error }]]), {
      ...plain,
      printfErrors: true,
    });
    expect(responses['A']?.error).toBe('100 %% broken');
  });

  it('lets a frame that cannot be encoded fail its own query only', () => {
    const broken: DataFrame = { name: 'b', fields: [...frame.fields, { type: 'string', name: 's', values: [] }] };
    const { responses } = toQueryDataResponse(
      new Map([
        ['A', { frames: [broken] }],
        ['B', { frames: [frame] }],
      ]),
      plain,
    );
    expect(responses['A']).toMatchObject({ status: 500, errorSource: 'plugin', frames: [] });
    expect(responses['B']?.status).toBe(200);
  });
});

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
