/**
 * What pkg does not offer and we use all the same. Written for @yao-pkg/pkg 6.23.0.
 *
 * Unnecessary when pkg's command line takes a seaConfig in this mode, and a Node.js binary that is there already.
 */
import path from 'node:path';

import type { BuildTarget } from '../build/build-targets.ts';

/** What makes single executables, which pkg's command line calls without a seaConfig. */
export async function loadPkgSea() {
  const { default: pkgSea } = await import('@yao-pkg/pkg/lib-es5/sea.js');
  return pkgSea.default;
}

/** pkg's cache of Node.js binaries, below the home folder. */
export interface PkgCache {
  readonly folder: string;
  /** Where it looks for the extracted binary. */
  readonly binary: string;
  /** Empty files that say that all of it is there; pkg looks at nothing inside the archive then. */
  readonly markers: readonly string[];
}

/** Without such files pkg would download Node.js. */
export function pkgCacheOf(home: string, version: string, target: BuildTarget): PkgCache {
  const windows = target.platform === 'win32';
  const folder = path.join(home, '.pkg-cache', 'sea');
  const name = `node-v${version}-${windows ? 'win' : target.platform}-${target.arch}`;
  const archive = path.join(folder, `${name}${windows ? '.zip' : '.tar.gz'}`);
  const binary = path.join(folder, windows ? `${name}.exe` : `${name}/bin/node`);
  return { folder, binary, markers: [archive, `${archive}.ok`, `${binary}.ok`] };
}
