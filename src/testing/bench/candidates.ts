import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A plugin to measure. */
export interface Candidate {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
}

/** The plugin that no other can beat, which bounds instead of competing. */
export const floorName = 'floor';

/**
 * A plugin as the command line names it: NAME=PATH, or a path alone, which is called after its folder, since all of them
 * have the same file name.
 */
export function parseCandidate(argument: string): Candidate {
  const [, name, file = argument] = /^([\w.-]+)=(.+)$/.exec(argument) ?? [];
  const absolute = path.resolve(file);
  return { name: name ?? path.basename(path.dirname(absolute)), path: absolute, args: [] };
}

/** @throws naming the name that two have: figures could not be told apart. */
export function checkNames(candidates: readonly Candidate[]): void {
  const names = candidates.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`expected a name for each plugin, but two are "${twice}"; say --plugin NAME=PATH`);
}

export interface ExecutableFacts {
  readonly bytes: number;
  /** About what a user downloads. */
  readonly gzipBytes: number;
  /** Hexadecimal: which build was measured, since the checkout may be at another commit. */
  readonly sha256: string;
}

/** @throws when there is no such file. */
export async function executableFacts(file: string): Promise<ExecutableFacts> {
  const content = await readFile(file);
  const compressed = await promisify(gzip)(content);
  return {
    bytes: content.length,
    gzipBytes: compressed.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
