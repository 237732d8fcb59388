import path from 'node:path';

import { rootFolder } from '../build-paths.ts';
import { buildTargets, ownTarget } from '../build-targets.ts';
import { listBundledLibraries, type BundledLibrary } from '../../executable/linux/bundled-libraries.ts';
import type { BundledPackage } from './bundled-packages.ts';
import { readLockedPackage } from './lock-file.ts';

/** The plugin that the bill is of. */
export interface BilledPlugin {
  readonly id: string;
  readonly version: string;
  readonly packages: readonly BundledPackage[];
  /** Its executables, with their SHA-256. */
  readonly executables: readonly { readonly name: string; readonly sha256: string }[];
}

/** As much of CycloneDX's component as is said here. */
interface Component {
  readonly type: 'application' | 'file' | 'library' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly [field: string]: unknown;
}

/** What is in the executables and the pages, in CycloneDX 1.6: Node.js, the C and C++ libraries, npm packages. The same for the same content. */
export async function billOfMaterials({ id, version, packages, executables }: BilledPlugin): Promise<object> {
  const components = [
    await nodeComponent(),
    ...(await libraryComponents()),
    ...(await Promise.all(packages.map(npmComponent))),
  ];
  const root: Component = {
    type: 'application',
    'bom-ref': 'plugin',
    name: id,
    version,
    licenses: [{ license: { id: 'Apache-2.0' } }],
    components: executables.map(({ name, sha256 }) => ({
      type: 'file',
      'bom-ref': name,
      name,
      hashes: [{ alg: 'SHA-256', content: sha256 }],
    })),
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: root },
    components,
    dependencies: [{ ref: root['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }],
  };
}

async function nodeComponent(): Promise<Component> {
  const lockFile = path.join(rootFolder, 'package-lock.json');
  const { version } = await readLockedPackage(lockFile, ownTarget().nodePackage);
  const { node: _itself, modules: _abi, ...parts } = process.versions;
  return {
    type: 'platform',
    'bom-ref': 'node',
    name: 'node',
    version,
    description: `Node.js, in every executable; from the npm packages ${buildTargets.map(({ nodePackage }) => nodePackage).join(', ')}`,
    licenses: [{ license: { name: 'Node.js, see THIRD-PARTY-NOTICES.txt' } }],
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    purl: `pkg:generic/node@${version}`,
    components: Object.entries(parts)
      // Some are not in this build of Node.js, and have an empty version.
      .filter(([, partVersion]) => partVersion !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, partVersion]) => ({
        type: 'library',
        'bom-ref': `node/${name}`,
        name,
        version: String(partVersion),
      })),
  };
}

async function libraryComponents(): Promise<readonly Component[]> {
  const { x64, arm64 } = await listBundledLibraries();
  return [
    ...x64.map((library) => libraryComponent(library, 'amd64')),
    ...arm64.map((one) => libraryComponent(one, 'arm64')),
  ];
}

function libraryComponent({ name, sha256, package: binary, source }: BundledLibrary, arch: string): Component {
  const [packageName = '', version = ''] = binary.split(' ');
  return {
    type: 'library',
    'bom-ref': `${arch}/${name}`,
    name,
    version,
    description: `From Debian's package ${packageName}, source ${source}, in the Linux executable for ${arch}`,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
    licenses: [
      { expression: source.startsWith('glibc') ? 'LGPL-2.1-or-later' : 'GPL-3.0-or-later WITH GCC-exception-3.1' },
    ],
    purl: `pkg:deb/debian/${packageName}@${encodeURIComponent(version)}?arch=${arch}#${name}`,
  };
}

async function npmComponent({ name, version, location, license }: BundledPackage): Promise<Component> {
  const { integrity } = await readLockedPackage(
    path.join(rootFolder, 'package-lock.json'),
    location.replace(/^node_modules\//, ''),
  );
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    'bom-ref': `npm/${location}`,
    name,
    version,
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
    licenses: [{ expression: license }],
    purl,
  };
}
