import { describe, expect, it } from '@jest/globals';

import { isShipped } from './is-shipped.ts';

describe('isShipped', () => {
  it.each(['plugin.json', 'module.js', 'module.js.map', 'img', 'img/logo.svg', 'README.md', 'dashboards/a.json'])(
    'takes what Grafana or its users need: %s',
    (file) => {
      expect(isShipped(`/source/${file}`)).toBe(true);
    },
  );

  it.each(['main.ts', 'module.tsx', 'types.d.ts', 'tsconfig.json', 'package.json', 'package-lock.json'])(
    'leaves out what only development needs: %s',
    (file) => {
      expect(isShipped(`/source/${file}`)).toBe(false);
    },
  );

  it.each(['.git', '.gitignore', '.env', 'node_modules'])('leaves out %s, with all that is in it', (file) => {
    expect(isShipped(`/source/${file}`)).toBe(false);
  });
});
