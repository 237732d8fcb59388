import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { trimIcuData } from './trim-icu-data.ts';

const usesOfIcu = `
  const time = new Date(1714543200000);
  console.log(JSON.stringify([
    new Intl.NumberFormat('en', { notation: 'compact' }).format(12345),
    new Intl.NumberFormat('de').format(1234.5),
    new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone: 'Asia/Tokyo' }).format(time),
    new Intl.DateTimeFormat().resolvedOptions().timeZone,
    time.getHours(),
    'I'.toLocaleLowerCase('tr'),
    'é'.normalize('NFD').length,
    [...new Intl.Segmenter('ja').segment('日本語')].length,
    ['b', 'ä', 'a'].sort(new Intl.Collator('sv').compare).join(''),
    new TextDecoder('shift_jis').decode(Uint8Array.of(0x93, 0xfa)),
    new URL('http://bücher.example').host,
    typeof time.toLocaleString() + typeof new Intl.DisplayNames(undefined, { type: 'region' }).of('DE'),
  ]));
`;

(process.platform === 'linux' ? describe : describe.skip)('trimIcuData', () => {
  let folder: string;
  let original: Buffer;
  let trimmed: Buffer;
  let node: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trim-icu-data-'));
    original = readFileSync(process.execPath);
    trimmed = Buffer.from(original);
    trimIcuData(trimmed);
    node = path.join(folder, 'node');
    writeFileSync(node, trimmed, { mode: 0o755 });
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['C', 'en_US.UTF-8', 'de_DE.UTF-8', 'ja_JP.UTF-8'])('leaves a Node.js that runs under %s', (locale) => {
    const env = { LC_ALL: locale, TZ: 'Europe/Berlin' };
    expect(JSON.parse(execFileSync(node, ['-e', usesOfIcu], { encoding: 'utf8', env }))).toEqual([
      '12K',
      '1,234.5',
      'Wednesday, May 1, 2024',
      'Europe/Berlin',
      8,
      'ı',
      2,
      3,
      'aäb',
      '日',
      'xn--bcher-kva.example',
      'stringstring',
    ]);
  });

  it('leaves zeros where other languages were', () => {
    expect(countZeroPages(trimmed) - countZeroPages(original)).toBeGreaterThan(4000);
  });

  it('finds nothing more to take', () => {
    const again = Buffer.from(trimmed);
    trimIcuData(again);
    expect(again.equals(trimmed)).toBe(true);
  });

  it('refuses what has no ICU data', () => {
    expect(() => {
      trimIcuData(Buffer.alloc(1000));
    }).toThrow('expected one package of ICU data');
  });
});

function countZeroPages(bytes: Buffer): number {
  const zeros = Buffer.alloc(4096);
  let count = 0;
  for (let at = 0; at < bytes.length; at += zeros.length) {
    if (zeros.equals(bytes.subarray(at, at + zeros.length))) count += 1;
  }
  return count;
}
