import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { billOfMaterials } from './bill-of-materials.ts';
import { buildBackendBundle } from '../build-backend-bundle.ts';
import { buildFrontend } from '../build-frontend.ts';
import { readBundledPackages, type BundledPackage } from './bundled-packages.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packages-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('readBundledPackages', () => {
  const plant = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    const place = path.join(folder, 'node_modules', name);
    await mkdir(place, { recursive: true });
    for (const [file, content] of Object.entries(files)) await writeFile(path.join(place, file), content);
    return `node_modules/${name}/index.js`;
  };
  const manifest = (license?: string): string => JSON.stringify({ name: 'planted', version: '1.2.3', license });

  it('finds licences and notices of packages, those inside others too, and leaves our own files alone', async () => {
    const inner = await plant('@a/b/node_modules/c', { 'package.json': manifest('MIT'), 'license.md': 'inner\r\n' });
    const outer = await plant('@a/b', { 'package.json': manifest('ISC'), LICENSE: 'outer', NOTICE: 'noted' });
    expect(await readBundledPackages(['src/main.ts', inner, outer], folder)).toMatchObject([
      { location: '@a/b', license: 'ISC', texts: ['outer', 'noted'] },
      { location: '@a/b/node_modules/c', license: 'MIT', texts: ['inner'] },
    ]);
  });

  it('takes the notices at the head of files where there is no other', async () => {
    const head = '"use strict";\n// Copyright 2021 Somebody\n//\n// Licensed under Apache\nexports.x = 1;';
    const file = await plant('apache', { 'package.json': manifest('Apache-2.0'), 'index.js': head });
    const [found] = await readBundledPackages([file], folder);
    expect(found?.texts[0]).toBe('Copyright 2021 Somebody\n\nLicensed under Apache');
    expect(found?.texts[1]).toMatch(/^Apache License\s+Version 2.0[^]*END OF TERMS AND CONDITIONS$/);
  });

  it.each([
    ['no licence', { 'package.json': manifest(), LICENSE: 'text' }],
    ['no text', { 'package.json': manifest('MIT'), 'index.js': '// Copyright 2021 Somebody\n' }],
    ['an empty text', { 'package.json': manifest('MIT'), LICENSE: '', 'index.js': '' }],
    ['half of its texts', { 'package.json': manifest('(Apache-2.0 AND BSD-3-Clause)'), 'index.js': '// Copyright\n' }],
  ])('refuses one with %s', async (what, files) => {
    const file = await plant(what.replaceAll(' ', '-'), files);
    await expect(readBundledPackages([file], folder)).rejects.toThrow(/planted 1\.2\.3 has none/);
  });
});

describe('what is in the executables and the pages', () => {
  let packages: readonly BundledPackage[];
  let sources: readonly string[];

  beforeAll(async () => {
    const backend = await buildBackendBundle({ folder });
    sources = [...backend.sources, ...(await buildFrontend(folder))];
    packages = await readBundledPackages(sources);
  });

  it('has each of its packages named with every licence text', async () => {
    const notices = await thirdPartyNotices(packages);
    expect(packages.length).toBeGreaterThan(20);
    for (const { name, version, texts } of packages) {
      expect(notices).toContain(`\n${name} ${version} (npm; `);
      for (const text of texts) expect(notices).toContain(text);
    }
    const named = new Set(packages.map(({ location }) => `node_modules/${location}/`));
    const foreign = sources.filter((file) => file.includes('node_modules'));
    expect(foreign.filter((file) => ![...named].some((place) => file.startsWith(place)))).toEqual([]);
  });

  it('has the licences of Node.js and of the shared libraries', async () => {
    const notices = await thirdPartyNotices(packages);
    for (const words of [
      'Node.js is licensed for use as follows',
      'GNU LESSER GENERAL PUBLIC LICENSE',
      'GNU GENERAL PUBLIC LICENSE',
      'GCC RUNTIME LIBRARY EXCEPTION',
      'libstdc++.so.6',
    ]) {
      expect(notices).toContain(words);
    }
    expect(notices).not.toMatch(/\[yyyy\]$/m);
  });

  it('has a bill of materials that CycloneDX takes, the same twice', async () => {
    const plugin = {
      id: 'a-b-datasource',
      version: '1.2.3',
      packages,
      executables: [{ name: 'x', sha256: '0'.repeat(64) }],
    };
    const bill = JSON.stringify(await billOfMaterials(plugin));
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(bill)).toBeNull();
    expect(await validator.validate(bill.replace('"library"', '"thing"'))).not.toBeNull();
    expect(JSON.stringify(await billOfMaterials(plugin))).toBe(bill);
    for (const purl of [
      'pkg:generic/node@',
      'pkg:deb/debian/libc6@',
      'pkg:deb/debian/libstdc++6@',
      'pkg:npm/undici@',
    ]) {
      expect(bill).toContain(purl);
    }
  });
});
