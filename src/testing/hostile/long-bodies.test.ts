/** Long bodies of answers: copied for several callers, and written in another encoding than UTF-8. */
import { expect } from '@jest/globals';
import type { HostileSource } from './support/data-source-under-attack.ts';
import { type LongBody, startLongAnswers } from './support/endless-server.ts';
import { hostileCase } from './support/hostile-case.ts';
import type { HostileStage } from './support/hostile-stage.ts';

const mebibyte = 1024 * 1024;

/** One point, and blanks: long to move about, and short to decode. */
const blanks: LongBody = {
  begin: '[{"target":"a","datapoints":[[1,1714543200000]]}',
  unit: ' ',
  end: ']',
  bytes: 24 * mebibyte,
};

/** Fifty times 24 MiB take a while to read. */
const patient = { timeoutMs: 240_000 };

hostileCase(
  'fifty calls that share one answer of 24 MiB, and ten that get it from the cache',
  patient,
  async (stage) => {
    const server = await startLongAnswers(blanks);
    const { url } = server;
    const jsonData = { timeout: 100 };
    await expectAnswers(stage, { url, jsonData }, 50);
    const caching = { url, id: 2, jsonData: { ...jsonData, cacheTtlMs: 600_000 } };
    await expectAnswers(stage, caching, 1);
    await expectAnswers(stage, caching, 10);
    await server.close();
  },
);

/** All that fits is answered, and what does not is refused by name. */
async function expectAnswers({ query }: HostileStage, source: HostileSource, calls: number): Promise<void> {
  const answers = await Promise.all(Array.from({ length: calls }, () => query(source, { timeoutMs: 100_000 })));
  const errors = answers.map(({ A }) => A?.error ?? 'no answer');
  expect(errors).toContain('');
  for (const error of errors) expect(error).toMatch(/^$|together all answers need too much memory/);
}

hostileCase('answers of 120 MiB in UTF-16 and UTF-32', {}, async ({ query }) => {
  for (const zeros of ['\0', '\0\0\0']) {
    const wide = (text: string): string => Array.from(text, (character) => character + zeros).join('');
    const { begin, unit, end } = blanks;
    const server = await startLongAnswers({
      begin: wide(begin),
      unit: wide(unit),
      end: wide(end),
      bytes: 120 * mebibyte,
    });
    const { A } = await query({ url: server.url }, { models: { A: { target: String(zeros.length) } } });
    expect(A).toMatchObject({ error: '', frames: [expect.any(Buffer)] });
    await server.close();
  }
});
