import { describe, expect, it } from '@jest/globals';
import type { DataFrame } from '../../dataframe/data-frame.ts';
import { DataFrameFormat, QueryDataResponse } from '../../gen/pluginv2/backend.ts';
import { silentLogger } from '../../log/logger.ts';
import { PluginError } from '../../api/plugin-error.ts';
import type { DataResponse } from '../../api/query-data.ts';
import { decodeFrame } from '../../../../testing/support/readers/decode-frame.ts';
import { encodeFrame } from '../../../../testing/support/encode-frame.ts';
import { runAtOnce } from '../../turns/steps.ts';
import { encodeQueryDataResponse } from './encode-query-data-response.ts';

const frame: DataFrame = { name: 'a', fields: [{ type: 'float64', name: 'v', values: Float64Array.of(1) }] };
const broken: DataFrame = { name: 'b', fields: [...frame.fields, { type: 'string', name: 's', values: [] }] };
const downstream = new PluginError('100 % broken', { errorSource: 'downstream', status: 502 });
const plain = { printfErrors: false, logger: silentLogger };

/** As the generated code reads it. */
function encoded(responses: Record<string, DataResponse>, options = plain): QueryDataResponse['responses'] {
  return QueryDataResponse.decode(runAtOnce(encodeQueryDataResponse(new Map(Object.entries(responses)), options)))
    .responses;
}

describe('encodeQueryDataResponse', () => {
  it('writes a message without anything for no response at all', () => {
    expect(runAtOnce(encodeQueryDataResponse(new Map(), plain))).toHaveLength(0);
  });

  it('says 200 and nothing else for success without frames', () => {
    expect(encoded({ Ä: { frames: [] } })).toEqual({
      Ä: {
        frames: [],
        error: '',
        jsonMeta: Buffer.alloc(0),
        status: 200,
        errorSource: '',
        format: DataFrameFormat.ARROW,
      },
    });
  });

  it('writes frames of every size for every query, each with the refId of its query unless it has its own', () => {
    const sizes = [0, 1, 10, 100, 2000, 300_000];
    const frames = sizes.map((size) => ({ ...frame, fields: [floats(size)] }));
    const responses = encoded({ A: { frames }, 'a longer name': { frames: [{ ...frame, refId: 'own' }] } });
    expect(Object.keys(responses)).toEqual(['A', 'a longer name']);
    expect(responses['A']?.frames.map(decodeFrame)).toEqual(frames.map((one) => ({ ...one, refId: 'A' })));
    expect(responses['a longer name']?.frames.map(decodeFrame)).toEqual([{ ...frame, refId: 'own' }]);
  });

  it('pauses between thousands of queries that have a frame each', () => {
    const responses = new Map(Array.from({ length: 2000 }, (_, i) => [`Q${String(i)}`, { frames: [frame] }]));
    expect([...encodeQueryDataResponse(responses, plain)].length).toBeGreaterThanOrEqual(2 * 2000);
  });

  it('tells whose fault an error was, with its status, beside the frames that could be read', () => {
    const { A } = encoded({ A: { frames: [frame], error: downstream } });
    expect(A).toMatchObject({ status: 502, error: '100 % broken', errorSource: 'downstream' });
    expect(A?.frames).toHaveLength(1);
  });

  it("doubles % for Grafana 7, which puts errors through Go's printf", () => {
    const { A } = encoded({ A: { frames: [], error: downstream } }, { ...plain, printfErrors: true });
    expect(A?.error).toBe('100 %% broken');
  });

  it('writes hundreds of short and long frames one after the other, as it does each alone', () => {
    const sizes = Array.from({ length: 300 }, (_, i) => (i === 150 ? 100_000 : i % 9));
    const frames = sizes.map((size, i) => ({ name: `frame ${String(i)}`, refId: 'A', fields: [floats(size)] }));
    const { A, B } = encoded({ A: { frames }, B: { frames: [...frames.slice(0, 200), broken] } });
    expect(A?.frames.map((bytes) => bytes.length)).toEqual(frames.map((each) => encodeFrame(each).length));
    for (const [i, bytes] of A?.frames.entries() ?? []) {
      const alone = frames[i];
      if (alone !== undefined) expect(encodeFrame(alone).equals(bytes)).toBe(true);
    }
    expect(B).toMatchObject({ status: 500, frames: [] });
  });

  it('lets a frame that cannot be encoded fail its own query only', () => {
    const { A, B } = encoded({ A: { frames: [frame, broken] }, B: { frames: [frame] } });
    expect(A).toMatchObject({ status: 500, errorSource: 'plugin', frames: [] });
    expect(B).toMatchObject({ status: 200, error: '' });
    expect(B?.frames).toHaveLength(1);
  });
});

function floats(size: number): DataFrame['fields'][number] {
  return { type: 'float64', name: 'v', values: Float64Array.from({ length: size }, (_, i) => i / 3) };
}
