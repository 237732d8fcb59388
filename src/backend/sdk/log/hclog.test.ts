import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHclogLogger } from './hclog.ts';
import type { LogFields, LogLevel } from './logger.ts';

describe('createHclogLogger', () => {
  it('writes the line go-plugin reads', () => {
    const { lines, logger } = capture();
    logger.info('serving', { protocolVersion: 2 });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('}\n')).toBe(true);
    expect(parse(lines[0])).toEqual({
      '@level': 'info',
      '@message': 'serving',
      '@module': 'test',
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      protocolVersion: 2,
    });
  });

  it.each([
    ['trace', ['trace', 'debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['error', ['error']],
  ] as const)('writes from level %s on', (level, expected) => {
    const { lines, logger } = capture(level);
    logger.trace('');
    logger.debug('');
    logger.info('');
    logger.warn('');
    logger.error('');
    expect(lines.map((line) => parse(line)['@level'])).toEqual(expected);
  });

  it('adds the fields of with() to every line; the nearest wins', () => {
    const { lines, logger } = capture();
    const inner = logger.with({ a: 1, b: 1, c: 1 }).with({ b: 2, c: 2 });
    inner.warn('one', { c: 3 });
    inner.warn('two');
    logger.warn('three');
    expect(lines.map((line) => pick(parse(line), 'abc'))).toEqual([{ a: 1, b: 2, c: 3 }, { a: 1, b: 2, c: 2 }, {}]);
  });

  it('writes from another level on when told so, with its fields', () => {
    const lines: string[] = [];
    const logger = createHclogLogger({ module: 'm', level: 'info', write: (line) => lines.push(line) });
    logger.with({ a: 1 }).atLevel('trace').trace('fine');
    logger.debug('dropped');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([{ '@level': 'trace', a: 1 }]);
  });

  it('takes secrets out of every text of a line, and cuts only then', () => {
    const lines: string[] = [];
    const redact = (text: string): string => text.replaceAll('hush', '[secret]');
    const logger = createHclogLogger({ module: 'm', level: 'info', write: (line) => lines.push(line), redact });
    const error = new Error('a hush', { cause: new AggregateError([new TypeError('hush')], 'hush') });
    logger.with({ of: 'hush' }).error('the hush', { error, list: [{ hush: new Map([['hush', 'hush']]) }] });
    logger.info(`${'x'.repeat(24_998)}hush${'y'.repeat(60_000)}`);
    logger.debug('hush');
    expect(lines).toHaveLength(2);
    expect(parse(lines[0])).toMatchObject({ '@message': 'the [secret]', of: '[secret]' });
    expect(lines.join('')).not.toMatch(/hu/);
  });

  it('keeps out of the keys that belong to hclog and the host', () => {
    const { lines, logger } = capture();
    logger.info('real', { '@message': 'fake', '@level': 7, '@other': 1, timestamp: 2 });
    expect(parse(lines[0])).toMatchObject({
      '@message': 'real',
      '@level': 'info',
      '_@message': 'fake',
      '_@level': 7,
      '_@other': 1,
      _timestamp: 2,
    });
    expect(parse(lines[0])).not.toHaveProperty('timestamp');
  });

  it('drops a field that is undefined', () => {
    const { lines, logger } = capture();
    logger.info('', { a: undefined });
    expect(parse(lines[0])).not.toHaveProperty('a');
  });

  it('stays one line whatever the text', () => {
    const { lines, logger } = capture();
    logger.info('two\nlines\r\n\u2028', { text: 'a\nb' });
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(parse(lines[0])).toMatchObject({ '@message': 'two\nlines\r\n\u2028', text: 'a\nb' });
  });

  it.each([
    ['a message', 'x'.repeat(1_000_000), {}],
    ['a message of control characters', '\u0001'.repeat(1_000_000), {}],
    ['a message of emoji', '🔥'.repeat(100_000), {}],
    ['a field', '', { body: 'ü'.repeat(1_000_000) }],
    ['a key', '', { ['\u0002'.repeat(100_000)]: 1 }],
    ['many fields', '', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`field${i}`, i]))],
    ['many items', '', { list: Array.from({ length: 50_000 }).fill('\u0003') }],
  ])('stays below 64 KiB with a huge %s, and says that it cut', (_, message, fields) => {
    const { lines, logger } = capture();
    logger.error(message, fields);
    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThan(64 * 1024);
    expect(Buffer.byteLength(lines[0] ?? '')).toBeGreaterThan(1000);
    expect(lines[0]).toContain('[cut');
    expect(parse(lines[0])['@level']).toBe('error');
  });

  it('leaves a stack whole beside a huge message', () => {
    const { lines, logger } = capture();
    logger.error('x'.repeat(1_000_000), { error: new Error('short') });
    expect(parse(lines[0])['error']).toMatch(/^Error: short\n[^]*\(node:|at /);
  });

  it('keeps @message and @module texts even where the types were evaded', () => {
    const { lines, logger } = capture();
    const evaded = (message: unknown, fields?: unknown): void => {
      logger.error(message as string, fields as LogFields);
    };
    evaded({ a: 1n });
    evaded(undefined);
    evaded(12, 'no fields');
    evaded('message', new Error('instead of fields'));
    expect(lines.map((line) => parse(line)['@message'])).toEqual(['{"a":"1"}', 'undefined', '12', 'message']);
    expect(parse(lines[2])['fields']).toBe('no fields');
    expect(parse(lines[3])['fields']).toMatch(/^Error: instead of fields\n/);
  });

  it('does not throw when the writer does', () => {
    const logger = createHclogLogger({
      module: 'test',
      level: 'info',
      write: () => {
        throw new Error('disk full');
      },
    });
    expect(() => {
      logger.info('lost');
    }).not.toThrow();
  });

  it('is readable and short for any message and fields', () => {
    const { lines, logger } = capture();
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), anything), (message, fields) => {
        logger.info(message, fields);
        const line = lines.pop() ?? '';
        const parsed = parse(line);
        expect(Buffer.byteLength(line)).toBeLessThan(64 * 1024);
        expect([parsed['@level'], typeof parsed['@message'], typeof parsed['@timestamp']]).toEqual([
          'info',
          'string',
          'string',
        ]);
        expect(line.trimEnd()).not.toMatch(/\n/);
      }),
    );
  });
});

function capture(level: LogLevel = 'trace'): { lines: string[]; logger: ReturnType<typeof createHclogLogger> } {
  const lines: string[] = [];
  return { lines, logger: createHclogLogger({ module: 'test', level, write: (line) => lines.push(line) }) };
}

function parse(line = ''): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>;
}

function pick(fields: LogFields, keys: string): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));
}
