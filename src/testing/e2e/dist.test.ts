/** What `npm run build` left in dist/. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { distFolder, rootFolder } from '../../../scripts/build/build-paths.ts';
import { buildTargets, executableName, type BuildTarget } from '../../../scripts/build/build-targets.ts';
import {
  elfSection,
  findElfSection,
  parseElf,
  readElfString,
  readLong,
} from '../../../scripts/executable/linux/elf.ts';
import { findNodeBinary } from '../../../scripts/executable/node-binaries.ts';
import { trimIcuData } from '../../../scripts/executable/trim-icu-data.ts';
import { checkCodeSignature } from './check-code-signature.ts';
import { checkMachOLayout } from './check-mach-o-layout.ts';
import { readMachOImage, type MachOImage, type Segment } from './mach-o-image.ts';
import { readPe, type PeFile } from './pe-file.ts';

const read = (file: string): Buffer => readFileSync(path.join(distFolder, file));
const targetsOf = (platform: BuildTarget['platform']): readonly BuildTarget[] =>
  buildTargets.filter((target) => target.platform === platform);

describe('dist', () => {
  it('has everything that Grafana and its users look for', () => {
    expect(readdirSync(distFolder, { recursive: true })).toEqual(
      expect.arrayContaining([
        'plugin.json',
        path.join('img', 'logo.svg'),
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
        'THIRD-PARTY-NOTICES.txt',
        path.join('docs', 'server.md'),
        path.join('docs', 'examples', 'servers', 'server.py'),
        ...buildTargets.map(executableName),
      ]),
    );
  });

  it.each(buildTargets.map(executableName))('lets everybody run %s', (file) => {
    expect((statSync(path.join(distFolder, file)).mode & 0o777).toString(8)).toBe('755');
  });

  it('has a plugin.json that leads to the executables and the logo', () => {
    const manifest: unknown = JSON.parse(read('plugin.json').toString());
    expect(manifest).toMatchObject({
      id: 'grafana-simple-json-backend-datasource',
      type: 'datasource',
      backend: true,
      executable: 'simple-json-plugin',
      info: { logos: { small: 'img/logo.svg', large: 'img/logo.svg' } },
    });
  });

  it('has a logo without scripts and foreign content', () => {
    const logo = read('img/logo.svg').toString();
    expect(logo).toMatch(/^<svg [^>]*viewBox="0 0 24 24"/);
    expect(logo.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /<script|<foreignObject|href|url\(|https?:|\son/i,
    );
  });
});

describe.each(targetsOf('linux'))('the executable for $name', (target) => {
  it('is ELF for its processor', () => {
    const file = read(executableName(target));
    expect(file.toString('hex', 0, 6)).toBe('7f454c460201');
    expect(file.readUInt16LE(18)).toBe(target.arch === 'x64' ? 62 : 183);
  });

  it('needs no library but those of any system with glibc and C++', () => {
    const elf = parseElf(read(executableName(target)));
    const { offset, size } = findElfSection(elf, elfSection.dynamic);
    const entries = Array.from({ length: size / 16 }, (_, index) => offset + index * 16);
    const needed = entries.filter((at) => readLong(elf.bytes, at) === 1);
    expect(needed.map((at) => readElfString(elf, readLong(elf.bytes, at + 8))).sort()).toEqual([
      target.arch === 'x64' ? 'ld-linux-x86-64.so.2' : 'ld-linux-aarch64.so.1',
      'libc.so.6',
      'libdl.so.2',
      'libgcc_s.so.1',
      'libm.so.6',
      'libpthread.so.0',
      'libstdc++.so.6',
    ]);
  });
});

describe.each(targetsOf('darwin'))('the executable for $name', (target) => {
  let node: MachOImage;
  let image: MachOImage;

  beforeAll(async () => {
    node = readMachOImage(readFileSync((await findNodeBinary(target)).file));
    image = readMachOImage(read(executableName(target)));
  });

  it('is Mach-O for its processor, laid out as macOS wants it', () => {
    expect(image.cpu).toBe(target.arch === 'x64' ? 'x86_64' : 'arm64');
    expect(checkMachOLayout(image)).toEqual([]);
  });

  it('has a valid ad hoc signature of every page', () => {
    expect(checkCodeSignature(image)).toMatchObject({
      problems: [],
      identifier: 'simple-json-plugin',
      adHoc: true,
      hardenedRuntime: false,
      pages: Math.ceil((image.signature?.start ?? 0) / 4096),
    });
  });

  it('is checked by what finds the signature of Node.js valid, which Apple made', () => {
    expect(checkMachOLayout(node)).toEqual([]);
    expect(checkCodeSignature(node)).toMatchObject({ problems: [], identifier: 'node', adHoc: false });
  });

  it('has the program in the segment where Node.js looks for it', () => {
    const blob = image.segments.find(({ name }) => name === 'NODE_SEA')?.sections[0];
    expect(blob?.name).toBe('__NODE_SEA_BLOB');
    expect(image.bytes.readUInt32LE(blob?.file?.start)).toBe(0x143da20);
  });

  it.each(['__TEXT', '__DATA_CONST', '__DATA'])('has the %s of Node.js, but for the fuse and the languages', (name) => {
    const [before, after] = [node, image].map(({ segments }) => segments.find((segment) => segment.name === name));
    expect(after?.memory).toEqual(before?.memory);
    expect(after?.sections).toEqual(before?.sections);
    const [expected, found] = [contentOf(node, before), contentOf(image, after)];
    if (name === '__TEXT') trimIcuData(expected);
    const fuse = expected.indexOf('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:0');
    if (fuse >= 0) expected.write('1', fuse + 47);
    expect(found.equals(expected)).toBe(true);
  });
});

/** A copy of what is in a segment's sections; load commands lie in front of the first. */
function contentOf({ bytes }: MachOImage, segment: Segment | undefined): Buffer {
  return Buffer.from(bytes.subarray(segment?.sections[0]?.file?.start, segment?.file.end));
}

describe('the executable for windows_amd64', () => {
  let pe: PeFile;

  beforeAll(() => {
    pe = readPe(read('simple-json-plugin_windows_amd64.exe'));
  });

  it('is PE for its processor and the console, laid out as Windows wants it', () => {
    expect(pe).toMatchObject({ machine: 0x8664, subsystem: 3, problems: [] });
  });

  it('has no remains of the signature that Node.js had', () => {
    expect(pe.directories[4]).toEqual({ address: 0, size: 0 });
  });
});

const ownTargets = buildTargets.filter(({ platform, arch }) => platform === process.platform && arch === process.arch);

describe.each(ownTargets)('the executable for this machine, $name', (target) => {
  it('says what it is when somebody starts it by hand, whatever NODE_OPTIONS says, and warns of nothing', () => {
    const { stdout, stderr, status } = spawnSync(path.join(distFolder, executableName(target)), {
      cwd: rootFolder,
      encoding: 'utf8',
      env: { NODE_OPTIONS: '--require=/no/such/file --trace-warnings' },
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr).toMatch(/^This file is the backend of a Grafana data source plugin\./);
    expect(stderr).not.toMatch(/warning/i);
  });
});
