import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import type { LockedPackage } from '../build/packages/lock-file.ts';

/**
 * Checks that an archive is the one the lock file names.
 * @throws naming the package, the integrity expected and the one found.
 */
export async function verifyIntegrity(archive: string, locked: LockedPackage): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== locked.integrity) {
    throw new Error(
      `${archive} is not ${locked.name}@${locked.version} of package-lock.json: ` +
        `expected ${locked.integrity}, got ${found}; delete the file and build again, ` +
        'and if it stays so, the registry serves another archive than the one that was locked',
    );
  }
}
