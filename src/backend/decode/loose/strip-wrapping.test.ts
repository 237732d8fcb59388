import { describe, expect, it } from '@jest/globals';
import { parseJsonBody } from '../json/parse-json-body.ts';
import { stripWrapping } from './strip-wrapping.ts';

const json = '[{"a":"(;)"}]';

describe('stripWrapping', () => {
  it.each([
    `)]}',\n${json}`,
    `)]}'\n${json}`,
    `for(;;);${json}`,
    `for (;;); ${json}`,
    `while(1);${json}`,
    `{}&& ${json}`,
    `callback(${json});`,
    `jQuery1102_17.done( ${json} )\n`,
    `/**/cb(${json});`,
    `/**/ typeof cb === 'function' && cb(${json});`,
    `var data = ${json};\n`,
    `window.data=${json}`,
    `data: ${json}\n\n`,
    `event: message\r\nid: 1\r\ndata: [{"a":\r\ndata: "(;)"}]\r\n\r\n`,
    `\ufeff \ufeff${json}\0\0`,
  ])('finds the JSON in %j', (text) => {
    expect(parseJsonBody(Buffer.from(text))).toEqual([{ a: '(;)' }]);
  });

  it.each([json, 'Error (see log)', 'no data', 'failed(1', 'x = y', 'event', `${json}\0x`])('leaves %j', (text) => {
    expect(stripWrapping(text)).toBe(text);
  });

  it.each([' ', 'a.', '/*', 'data:', '\ufeff', '('])('takes linear time for many %j', (piece) => {
    expect(stripWrapping(`x${piece.repeat(300_000)}`)).toHaveLength(1 + 300_000 * piece.length);
  });
});
