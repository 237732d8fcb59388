import { describe, expect, it } from '@jest/globals';
import { decodeAnnotations } from '../annotation/decode-annotations.ts';
import { decodeQueryAnswer } from '../decode-query-answer.ts';
import { decodeSearchAnswer } from '../list/decode-search-answer.ts';

const bytes = (answer: unknown) => Buffer.from(JSON.stringify(answer));
const series = { target: 'a', datapoints: [[1, 1714543200000]] };
const documents = [
  { host: 'x', value: 1 },
  { host: 'y', value: 2 },
];
const down = 'database is down';

describe('an answer that says it is an error', () => {
  it.each<[unknown, string]>([
    [{ success: false, message: down, data: null }, down],
    [{ Success: false, Message: down, Data: null }, down],
    [{ success: false, data: [] }, '"success": false (and no reason)'],
    [{ success: 'false', reason: down, series: [] }, down],
    [{ ok: false, error: down }, down],
    [{ ok: 0, errmsg: down, results: [] }, down],
    [{ isError: true, message: down, data: [] }, down],
    [{ error: down, data: [] }, down],
    [{ error: down, data: [series] }, down],
    [{ error: true, message: down, data: [] }, down],
    [{ error: { code: 7, message: down }, data: [] }, down],
    [{ error: { error: { reason: down } }, results: null }, down],
    [{ error: 500, message: down, data: [] }, down],
    [{ err: down, data: null }, down],
    [{ exception: 'java.sql.SQLException', message: down, data: null }, down],
    [{ exception: down, data: null }, down],
    [{ ExceptionMessage: down, data: null }, down],
    [{ status: 'error', message: down, data: null }, down],
    [{ status: 'ERROR', errorType: 'bad_data', error: down }, down],
    [{ status: 'fail', data: { title: down } }, down],
    [{ status: 'failed', msg: down, data: [] }, down],
    [{ status: 'error', results: [] }, '"status": "error" (and no reason)'],
    [{ state: 'failure', detail: down, data: [] }, down],
    [{ status: 500, error: 'Internal Server Error', message: down, path: '/query' }, down],
    [{ code: 500, status: 500, developerMessage: down, data: null }, down],
    [{ code: '503', message: down, data: [] }, down],
    [{ statusCode: 502, message: down, data: [] }, down],
    [{ status: { code: 500, message: down }, data: [] }, down],
    [{ code: 1, msg: down, data: null }, down],
    [{ errno: -1, errmsg: down, data: [] }, down],
    [{ errcode: 40013, errmsg: down, data: [] }, down],
    [{ errors: [{ message: down }, { message: 'and the other one' }], data: null }, `${down}; and the other one`],
    [{ errors: [down], data: { series: [] } }, down],
    [{ errors: { range: [down] }, data: [] }, `range: ${down}`],
    [{ meta: { code: 500, message: down }, data: null }, down],
    [{ data: { error: down } }, down],
    [{ data: { status: 'error', message: down, data: null } }, down],
    [{ results: { A: { error: down } } }, down],
    [{ results: { A: { refId: 'A', series: [], error: down } } }, down],
    [{ results: [{ error: down }] }, down],
    [[{ error: down }], down],
    [[{ error: down }, { error: 'and out' }], `${down}; and out`],
    [[{ success: false, message: down }], down],
    [[{ status: 'error', message: down }], down],
    [[{ code: 500, message: down }], down],
    [[{ refId: 'A', error: down }], down],
    [[{ target: 'a', error: { message: down } }], down],
    [[[{ error: down }]], down],
    [[series, { refId: 'B', error: down }], down],
    [[series, { target: 'b', status: 'error', message: down }], down],
    [[{ error: down }, series], down],
    [[series, { target: 'b', datapoints: [], error: down }], down],
    [[{ target: 'a', datapoints: [[1, 1714543200000]], error: down }], down],
    [[{ target: 'a', datapoints: [], status: 'error', message: down }], down],
    [{ type: 'table', columns: [], rows: [], error: { message: down } }, down],
  ])('%j', (answer, words) => {
    const expected = expect.objectContaining({ name: 'DecodeError', message: words, reason: 'stated' }) as unknown;
    expect(() => decodeQueryAnswer(bytes(answer))).toThrow(expected);
  });

  it.each([
    ['a list', decodeSearchAnswer],
    ['annotations', decodeAnnotations],
  ])('in the place of %s', (_name, decode) => {
    for (const answer of [{ error: down, data: [] }, { success: false, message: down }, [{ error: down }]]) {
      expect(() => decode(bytes(answer))).toThrow(down);
    }
  });
});

describe('an answer that says nothing of the kind', () => {
  it.each<[unknown, number]>([
    [{ status: 'ok', data: [series] }, 1],
    [{ status: 'success', message: 'one series', data: [series] }, 1],
    [{ message: 'an error is a red line', data: [series] }, 1],
    [{ error: null, data: [series] }, 1],
    [{ error: '', data: [series] }, 1],
    [{ error: false, data: [series] }, 1],
    [{ error: 0, data: [series] }, 1],
    [{ error: {}, data: [series] }, 1],
    [{ error: 'none', data: [series] }, 1],
    [{ error: { code: 0, message: 'done' }, data: [series] }, 1],
    [{ errors: [], data: [series] }, 1],
    [{ errors: {}, data: [series] }, 1],
    [{ errors: [null], data: [series] }, 1],
    [{ err: null, exception: null, data: [series] }, 1],
    [{ code: 200, data: [series] }, 1],
    [{ code: 0, msg: 'success', data: null }, 0],
    [{ code: 20000, message: 'success', data: null }, 0],
    [{ code: 1, message: 'answer one', data: [series] }, 1],
    [{ code: '200', status: 200, data: [] }, 0],
    [{ errno: 0, errmsg: 'ok', data: [] }, 0],
    [{ success: true, data: [] }, 0],
    [{ success: 1, ok: true, results: [series] }, 1],
    [{ status: 'ok', message: 'no data', data: null }, 0],
    [{ meta: { code: 200, message: 'fine' }, data: [series] }, 1],
    [{ meta: { error: null }, data: [] }, 0],
    [[{ target: 'error', datapoints: [[1, 1714543200000]] }], 1],
    [[{ target: 'a', datapoints: [[1, 1714543200000]], error: 0.5, status: 'failed', code: 500 }], 1],
    [[{ target: 'a', datapoints: [[1, 1714543200000]], error: [0.1, 0.2], message: 'as measured' }], 1],
    [[{ target: 'a', datapoints: [], error: null, message: 'nothing yet' }], 1],
    [[{ target: 'a', datapoints: [], error: '' }], 1],
    [{ type: 'table', columns: [{ text: 'message' }, { text: 'error' }], rows: [['disk full', 'yes']] }, 1],
    [{ fields: [{ name: 'error', values: ['disk full'] }] }, 1],
    [{ time: [1714543200000, 1714543260000], errors: [0, 3] }, 1],
    [{ requests: [[5, 1714543200000]], errors: [[3, 1714543200000]] }, 2],
    [documents, 1],
    [documents.map((row) => ({ ...row, error: 'disk full', status: 'error' })), 1],
    [documents.map((row) => ({ ...row, code: 500, message: 'Internal Server Error', success: false })), 1],
    [[{ time: 1714543200000, status: 'error', message: 'disk full' }], 1],
    [[{ timestamp: 1714543200000, level: 'error', message: 'disk full', error: 'ENOSPC' }], 1],
    [[{ status: 500 }, { status: 200 }], 1],
    [[{ error: 'disk full' }, { error: null }], 1],
    [[{ error: 0.02 }, { error: 0.03 }], 1],
    [[{ name: 'backup', success: false, message: 'disk full' }], 1],
    [[{ status: 'failed', count: 3 }], 1],
    [[{ code: 404 }, { code: 500 }], 1],
  ])('%j', (answer, results) => {
    expect(decodeQueryAnswer(bytes(answer)).results).toHaveLength(results);
  });

  it('is an event or a choice with such a name', () => {
    const event = { time: 1714543200000, title: 'error', text: 'down', error: 'x', status: 'error' };
    expect(decodeAnnotations(bytes([event])).problems).toEqual([]);
    expect(decodeAnnotations(bytes(event)).problems).toEqual([]);
    expect(decodeSearchAnswer(bytes(['error', 'status', { text: 'error', value: 500 }])).options).toHaveLength(3);
  });

  it('survives an error without end', () => {
    const deep = '['.repeat(500) + ']'.repeat(500);
    expect(decodeQueryAnswer(Buffer.from(`{"errors":${deep},"data":[]}`)).results).toEqual([]);
    expect(() => decodeQueryAnswer(Buffer.from(`{"success":false,"errors":${deep},"data":[]}`))).toThrow(
      '"success": false',
    );
  });
});
