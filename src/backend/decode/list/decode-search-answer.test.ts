import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeSearchAnswer } from './decode-search-answer.ts';
import { DecodeError } from '../answer/decoded-answer.ts';

function decode(body: string): ReturnType<typeof decodeSearchAnswer> {
  return decodeSearchAnswer(Buffer.from(body));
}

function same(...values: readonly (string | number | boolean)[]): unknown[] {
  return values.map((value) => ({ text: String(value), value }));
}

describe('options in other forms that the original took, or that are plain', () => {
  it.each<[string, unknown[]]>([
    ['{"cpu":"cpu","mem":"Memory used"}', same('cpu', 'Memory used')],
    ['{"a":1,"b":true,"c":null}', same(1, true)],
    ['{"data":{"Berlin":"Berlin"}}', same('Berlin')],
    [
      '{"a":{"text":"A","value":1},"b":{"text":"B","value":2}}',
      [
        { text: 'A', value: 1 },
        { text: 'B', value: 2 },
      ],
    ],
    ['{"cpu":["user","system"],"mem":["free"]}', same('user', 'system', 'free')],
    ['[["a"],["b"]]', same('a', 'b')],
    ['["a",["b","c"],{"text":"D","value":4}]', [...same('a', 'b', 'c'), { text: 'D', value: 4 }]],
    ['[{"Text":"A","Value":1}]', [{ text: 'A', value: 1 }]],
    ['{"Data":["a"]}', same('a')],
    [
      '[{"id":7,"name":"CPU"},{"Id":"m","Name":"Memory","Unit":"B"},{"display_name":"Disk","uuid":"d-1"}]',
      [
        { text: 'CPU', value: 7 },
        { text: 'Memory', value: 'm' },
        { text: 'Disk', value: 'd-1' },
      ],
    ],
    [
      '[{"name":"cpu","type":"gauge"},{"id":"m"},{"title":"T","key":0}]',
      [...same('cpu', 'm'), { text: 'T', value: 0 }],
    ],
    ['[{"host":"a"},{"host":"b"}]', same('a', 'b')],
    [
      '[{"target":"cpu","type":"timeserie"},{"name":"Memory","target":"mem"}]',
      [...same('cpu'), { text: 'Memory', value: 'mem' }],
    ],
    ['{"items":[{"id":1,"name":"A"}],"total":1}', [{ text: 'A', value: 1 }]],
    ['["a"]\n["b"]', same('a', 'b')],
    ['{"status":"ok","metrics":["a","b"]}', same('a', 'b')],
    ['{"statusCode":200,"body":"[\\"a\\"]"}', same('a')],
    ['{"cpu":true,"mem":true}', same('cpu', 'mem')],
    ['[{"text":["a"],"value":[1]}]', [{ text: 'a', value: 1 }]],
    [
      '[{"label":"CPU","options":[{"label":"User","value":"u"},"sys"]}]',
      [{ text: 'User', value: 'u' }, ...same('sys')],
    ],
    ['{"results":[{"text":"G","children":[{"text":"A","value":1}]}]}', [{ text: 'A', value: 1 }]],
    [
      '{"results":[{"series":[{"name":"measurements","columns":["name"],"values":[["cpu"],["mem"]]}]}]}',
      same('cpu', 'mem'),
    ],
    ["callback(['a', 'b'])", same('a', 'b')],
  ])('%s', (body, expected) => {
    expect(decode(body)).toEqual({ options: expected, problems: [] });
  });
});

describe('options', () => {
  it.each<[string, unknown[]]>([
    ['', []],
    ['null', []],
    ['[]', []],
    ['{}', []],
    ['["a","b"]', same('a', 'b')],
    ['["",0,false,null,1.5]', same('', 0, false, 1.5)],
    ['[9007199254740993]', [{ text: '9007199254740993', value: '9007199254740993' }]],
    ['[{"text":"a","value":1}]', [{ text: 'a', value: 1 }]],
    [
      '[{"text":"zero","value":0},{"text":"empty","value":""},{"text":"no","value":false}]',
      [
        { text: 'zero', value: 0 },
        { text: 'empty', value: '' },
        { text: 'no', value: false },
      ],
    ],
    [
      '[{"text":0,"value":"a"},{"text":"","value":"b"}]',
      [
        { text: '0', value: 'a' },
        { text: '', value: 'b' },
      ],
    ],
    [
      '[{"text":"a"},{"value":7},{"text":"b","value":null}]',
      [
        { text: 'a', value: 'a' },
        { text: '7', value: 7 },
        { text: 'b', value: 'b' },
      ],
    ],
    ['[{"text":null,"value":null}]', []],
    ['[{"text":"a","value":{"b":1}}]', [{ text: 'a', value: '{"b":1}' }]],
    ['[{"text":"a","value":12345678901234567890}]', [{ text: 'a', value: '12345678901234567890' }]],
    ['[{"__text":"a","__value":0}]', [{ text: 'a', value: 0 }]],
    ['[{"label":"A","value":"a","payloads":[{"name":"x"}]}]', [{ text: 'A', value: 'a', payloads: [{ name: 'x' }] }]],
    ['[{"label":"","value":"a"},{"label":""}]', same('a', '')],
    ['[{"value":"a","payloads":null}]', [{ text: 'a', value: 'a' }]],
    ['[{"type":"string","text":"City"}]', [{ text: 'City', value: 'City' }]],
    ['{"text":"a","value":1}', [{ text: 'a', value: 1 }]],
    ['{"results":["a"]}', same('a')],
    ['{"data":[{"text":"a","value":1}]}', [{ text: 'a', value: 1 }]],
  ])('%s', (body, options) => {
    expect(decode(body)).toEqual({ options, problems: [] });
  });

  it('come once for each value, however often its text comes', () => {
    const body =
      '["a","a",{"text":"A","value":"a"},{"text":"b","value":1},{"text":"b","value":2},{"text":"c","value":"1"}]';
    expect(decode(body).options).toEqual([
      { text: 'a', value: 'a' },
      { text: 'b', value: 1 },
      { text: 'b', value: 2 },
      { text: 'c', value: '1' },
    ]);
  });

  it.each<[string, unknown[]]>([
    [
      '[{"fields":[{"name":"__text","values":["A","B"]},{"name":"__value","values":[1,null]}]}]',
      [
        { text: 'A', value: 1 },
        { text: 'B', value: 'B' },
      ],
    ],
    ['[{"fields":[{"name":"text","values":["1.10","007"]}]}]', same('1.10', '007')],
    ['[{"fields":[{"name":"x","values":["a","b"]},{"name":"value","values":[true,false]}]}]', same(true, false)],
    ['[{"schema":{"fields":[{"name":"x","type":"string"}]},"data":{"values":[["a"]]}}]', same('a')],
    ['[{"type":"table","columns":[{"text":"x"},{"text":"y"}],"rows":[["a",1],["b",null]]}]', same('a', 'b', 1)],
    [
      '[{"type":"table","columns":[{"text":"text"},{"text":"value"}],"rows":[["a","1.0"]]}]',
      [{ text: 'a', value: '1.0' }],
    ],
    ['[{"host":"a","port":80},{"host":"b"}]', same('a', 80, 'b')],
    ['[[{"host":"1.10"}]]', same('1.10')],
    ['[{"target":"a","datapoints":[[5,1714543200000]]}]', same(5)],
  ])('are taken out of %s', (body, options) => {
    expect(decode(body)).toEqual({ options, problems: [] });
  });

  it('are kept beside malformed ones, which are named', () => {
    expect(decode('["a",["b",{"c":1}]]')).toEqual({
      options: same('a'),
      problems: ['option[1]: expected text, a number or an object with "text" and "value", got an array of 2'],
    });
  });

  it.each([
    '"a"',
    '7',
    '{"message":"no"}',
    '<html>',
    '[[["a"]]]',
    '{"status":"ok"}',
    '{"name":"x","version":"1.2"}',
    '{"a":{"b":1}}',
    '{"error":{"text":"x"}}',
  ])('are refused when there is none in %s', (body) => {
    expect(() => decode(body)).toThrow(DecodeError);
  });

  it('of any JSON are decoded or refused, never a crash', () => {
    const key = fc.constantFrom(
      'text',
      'value',
      '__text',
      '__value',
      'label',
      'fields',
      'name',
      'values',
      'columns',
      'rows',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
      ),
    }));
    fc.assert(
      fc.property(tree, (answer) => {
        try {
          for (const { text } of decode(JSON.stringify(answer)).options) expect(typeof text).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
