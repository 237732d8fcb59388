import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { rootFolder } from '../build-paths.ts';

/** An npm package that is in the executables or the pages. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** Below node_modules, as package-lock.json has it. */
  readonly location: string;
  /** SPDX expression. */
  readonly license: string;
  /** Everything that its licence wants to go along. */
  readonly texts: readonly string[];
}

const licenseFile = /^(?:licen[cs]e|copying|copyright|notice)/i;
/** What a permissive licence's own words begin with. */
const ownWords = /Redistribution and use in source and binary forms|Permission is hereby granted/;

/**
 * The npm packages that files of a bundle belong to, by name.
 * @param files as esbuild's metafile names them, below the root
 * @throws naming every package without a licence or without its text
 */
export async function readBundledPackages(
  files: readonly string[],
  root = rootFolder,
): Promise<readonly BundledPackage[]> {
  const filesOf = Map.groupBy(files, (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  const found = [...filesOf].flatMap(([folder, own]) => (folder === undefined ? [] : [{ folder, files: own }]));
  const packages = await Promise.all(found.map((one) => readPackage(one, root)));
  const lacking = packages.filter(({ license, texts }) => license === '' || texts.length === 0);
  if (lacking.length > 0) {
    throw new Error(
      `expected each bundled package to have a licence and its text, but ${lacking.map(({ name, version }) => `${name} ${version}`).join(', ')} ` +
        `has none; take another package, or teach scripts/build/packages/bundled-packages.ts where the text is`,
    );
  }
  return packages.sort((a, b) => (a.location < b.location ? -1 : 1));
}

interface Found {
  readonly folder: string;
  readonly files: readonly string[];
}

async function readPackage({ folder, files }: Found, root: string): Promise<BundledPackage> {
  const manifest = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: unknown;
  };
  const license = typeof manifest.license === 'string' ? manifest.license.replace(/^\((.*)\)$/, '$1') : '';
  const names = (await readdir(path.join(root, folder))).filter((name) => licenseFile.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readText(path.join(root, folder, name))));
  return {
    name: manifest.name,
    version: manifest.version,
    location: folder.replace(/^.*?node_modules\//, ''),
    license,
    texts: texts.some((text) => text !== '') ? texts : await textsOfSources(license, files, root),
  };
}

/** Some packages have their notices at the head of each file only, and name Apache's terms without them. */
async function textsOfSources(license: string, files: readonly string[], root: string): Promise<readonly string[]> {
  const heads = await Promise.all(files.map(async (file) => headOf(await readText(path.join(root, file)))));
  const notices = [...new Set(heads.filter((head) => /copyright/i.test(head)))].sort();
  const isComplete = license
    .split(/ (?:AND|OR) /)
    .every((id) => (id === 'Apache-2.0' ? notices.length > 0 : notices.some((notice) => ownWords.test(notice))));
  if (!isComplete) return [];
  return license.includes('Apache-2.0') ? [...notices, await apacheTerms()] : notices;
}

function headOf(source: string): string {
  const [head = ''] = /^(?:\/\/.*\n)+|^\/\*[^]*?\*\//.exec(source.replace(/^(['"])use strict\1;\s*/, '')) ?? [];
  return head.replaceAll(/^[ \t]*(?:\/\/|\/?\*+\/?) ?/gm, '').trim();
}

/** Our own licence without the appendix, which names us. */
async function apacheTerms(): Promise<string> {
  const [terms = ''] = (await readText(path.join(rootFolder, 'LICENSE'))).split('END OF TERMS AND CONDITIONS');
  return `${terms.trim()}\n\n   END OF TERMS AND CONDITIONS`;
}

async function readText(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).replaceAll('\r\n', '\n').trim();
}
