import path from 'node:path';
import { createRequire } from 'node:module';
import { expect, it } from '@jest/globals';
import { createPartLoader, type Part } from './part-loader.ts';

const builtin = createRequire(import.meta.filename);

it('runs a part when something needs it, and once', () => {
  const ran: string[] = [];
  const parts: Record<string, Part> = {
    './main.js': (_, exports, load) => {
      ran.push('main');
      Object.assign(exports as object, { late: () => load('./late.js') });
    },
    './late.js': (module) => {
      ran.push('late');
      module.exports = { name: 'late' };
    },
  };
  const load = createPartLoader(builtin, parts);
  const main = load('./main.js') as { late: () => unknown };
  expect(ran).toEqual(['main']);
  expect(main.late()).toEqual({ name: 'late' });
  expect(main.late()).toBe(main.late());
  expect(ran).toEqual(['main', 'late']);
});

it('asks getters once, but for those of what has no value yet', () => {
  let asked = 0;
  const late: { value?: string } = {};
  const load = createPartLoader(builtin, {
    './part.js': (module) => {
      module.exports = Object.defineProperties(
        {},
        {
          known: { get: () => `value ${String(++asked)}`, enumerable: true },
          later: { get: () => late.value, enumerable: true },
          __esModule: { value: true },
        },
      );
    },
  });
  const part = load('./part.js');
  late.value = 'there';
  expect(part).toMatchObject({ known: 'value 1', later: 'there', __esModule: true });
  expect(part).toMatchObject({ known: 'value 1' });
});

it('runs a part again that threw, and hands out no half of it', () => {
  let ran = 0;
  const load = createPartLoader(builtin, {
    './part.js': (module) => {
      ran += 1;
      (module.exports as Record<string, unknown>)['half'] = true;
      if (ran < 3) throw new Error('not yet');
    },
  });
  for (let i = 0; i < 2; i++) expect(() => load('./part.js')).toThrow('not yet');
  expect([load('./part.js'), ran]).toEqual([{ half: true }, 3]);
});

it('leaves the modules of Node.js to Node.js', () => {
  const load = createPartLoader(builtin, {});
  expect(load('node:path')).toBe(path);
});
