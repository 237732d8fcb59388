import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { ownTarget } from '../build-targets.ts';
import type { BundledPackage } from './bundled-packages.ts';
import { debianLicences, librariesFolder, listBundledLibraries } from '../../executable/linux/bundled-libraries.ts';
import { findNodeBinary } from '../../executable/node-binaries.ts';

/** One thing that somebody else made, with the texts that its licence wants to go along. */
interface Notice {
  readonly title: string;
  readonly texts: readonly string[];
}

/** Of Debian's packages that the libraries of the Linux executables come from. */
const debianTexts: Readonly<Record<string, string>> = {
  'glibc.copyright.txt': 'what Debian says of glibc',
  'gcc-10.copyright.txt': 'what Debian says of GCC, with the GCC Runtime Library Exception',
};

const line = '='.repeat(100);

/** The licences of everything in the executables and the pages that is not ours, as one text. */
export async function thirdPartyNotices(packages: readonly BundledPackage[]): Promise<string> {
  const notices = [
    await nodeNotice(),
    ...(await libraryNotices()),
    ...packages.map(({ name, version, license, texts }) => ({ title: `${name} ${version} (npm; ${license})`, texts })),
  ];
  const contents = notices.map(({ title }) => `- ${title}`).join('\n');
  const head = `What the executables and the pages of this plugin have in them that others made, and its licences.\n\n${contents}\n`;
  return [head, ...notices.map(({ title, texts }) => `${line}\n${title}\n${line}\n\n${texts.join('\n\n')}\n`)].join(
    '\n',
  );
}

/** The licence file of Node.js contains those of its parts (V8, OpenSSL, ICU and so on). */
async function nodeNotice(): Promise<Notice> {
  const { file, version } = await findNodeBinary(ownTarget());
  const text = await readFile(path.join(path.dirname(file), '..', 'LICENSE'), 'utf8');
  return { title: `Node.js ${version}, in every executable`, texts: [text.trim()] };
}

async function libraryNotices(): Promise<readonly Notice[]> {
  const { x64, arm64 } = await listBundledLibraries();
  const bySource = Map.groupBy([...x64, ...arm64], ({ source }) => source);
  const lists = [...bySource].map(([source, libraries]) => {
    const names = [...new Set(libraries.map(({ name }) => name))].sort().join(', ');
    return `${source}: ${names}`;
  });
  const introduction =
    `${lists.join('\n')}\n\n` +
    "Unmodified files of Debian's packages, used where a system lacks them. Debian offers the source packages named above at\n" +
    'its archive of snapshots. With SIMPLE_JSON_PLUGIN_LIBRARIES=system in its environment the plugin takes the\n' +
    "system's libraries, of any version that fits, in their place.";
  const texts = await Promise.all(
    [
      ...Object.entries(debianTexts),
      ...debianLicences.map(
        (name) => [`${name}.txt`, `${name}, as /usr/share/common-licenses/${name} of Debian`] as const,
      ),
    ].map(async ([file, title]) => ({
      title: `Shared libraries of the Linux executables: ${title}`,
      texts: [(await readFile(path.join(librariesFolder, file), 'utf8')).trim()],
    })),
  );
  return [{ title: 'Shared libraries of the Linux executables', texts: [introduction] }, ...texts];
}
