import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes files, by path below the folder, that a tool is to find fault with. */
export async function writeFiles(folder: string, contents: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, content] of contents) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  }
}
