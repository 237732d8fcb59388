import { readFile } from 'node:fs/promises';

/** What package-lock.json says about one package. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource Integrity of the archive, `sha512-<base64>`. */
  readonly integrity: string;
}

/**
 * Reads one top-level package from a package-lock.json.
 * @throws when the file does not name the package with a version and a sha512 integrity.
 */
export async function readLockedPackage(lockFile: string, name: string): Promise<LockedPackage> {
  const lock: unknown = JSON.parse(await readFile(lockFile, 'utf8'));
  const entry = property(property(lock, 'packages'), `node_modules/${name}`);
  const version = property(entry, 'version');
  const integrity = property(entry, 'integrity');
  if (typeof version !== 'string' || typeof integrity !== 'string' || !integrity.startsWith('sha512-')) {
    throw new Error(
      `${lockFile} was expected to name node_modules/${name} with a version and a sha512 integrity, but got ` +
        `version ${String(version)} and integrity ${String(integrity)}; run "npm install" and keep the file it writes`,
    );
  }
  return { name, version, integrity };
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
