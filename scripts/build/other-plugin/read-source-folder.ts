import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What the build has to know of a plugin that is not this one. */
export interface SourceFolder {
  /** As in plugin.json. */
  readonly executable: string;
}

/**
 * Reads the folder of `--source`.
 * @throws naming all that it lacks
 */
export async function readSourceFolder(folder: string): Promise<SourceFolder> {
  const [main, manifest, pages] = await Promise.all(
    ['main.ts', 'plugin.json', 'module.js'].map(async (name) => readText(path.join(folder, name))),
  );
  const executable = manifest === undefined ? undefined : parseExecutable(manifest);
  const missing = [
    ...(main === undefined ? ['main.ts, the program'] : []),
    ...(manifest === undefined ? ['plugin.json'] : []),
    ...(manifest !== undefined && executable === undefined
      ? ['"executable" in plugin.json, a file name such as "sine"']
      : []),
    ...(pages === undefined ? ['module.js, what the browser loads (the build makes none of a module.tsx)'] : []),
  ];
  if (missing.length > 0 || executable === undefined) {
    throw new Error(
      `--source expects a folder like src/testing/minimal-plugin, but ${folder} lacks:\n${missing.map((one) => `  ${one}`).join('\n')}`,
    );
  }
  return { executable };
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseExecutable(manifest: string): string | undefined {
  const executable = parseManifest(manifest)?.executable;
  return typeof executable === 'string' && executable !== '' ? executable : undefined;
}

function parseManifest(text: string): { readonly executable?: unknown } | null {
  try {
    return JSON.parse(text) as { readonly executable?: unknown } | null;
  } catch (error) {
    throw new Error(`plugin.json is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
