import path from 'node:path';

import { build, transform, type BuildOptions, type OutputFile } from 'esbuild';

import { rootFolder } from './build-paths.ts';
import { bundledSources } from './bundled-sources.ts';

/** A program as CommonJS texts: what starts it, and parts that it loads when it needs them; see `sdk/process/parts`. */
export interface SplitProgram {
  readonly main: string;
  readonly parts: Readonly<Record<string, string>>;
  /** What the licences of bundled packages ask to go along. */
  readonly notices: string;
  /** What it is made of, below the checkout. */
  readonly sources: readonly string[];
}

/** Parts below are in the main text: to find one of its own takes longer than to read past it. */
const smallPartBytes = 16 * 1024;

/**
 * Bundles a program; what it imports by `import()`, and nothing before that needs, is in parts. esbuild splits ES modules alone, so each
 * part becomes CommonJS in a second step, the only form that needs no file system inside an executable.
 */
export async function splitProgram(entry: string, options: BuildOptions): Promise<SplitProgram> {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: rootFolder,
    entryPoints: { main: path.join(rootFolder, entry) },
    outdir: rootFolder,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    chunkNames: '[name]-[hash]',
    legalComments: 'external',
  });
  const isCode = ({ path: file }: OutputFile): boolean => file.endsWith('.js');
  const chunks = await Promise.all(outputFiles.filter(isCode).map(toPart));
  const isInline = ({ name, text }: Chunk): boolean => name === mainName || text.length < smallPartBytes;
  return {
    main: await mainText(chunks.filter(isInline), options),
    parts: Object.fromEntries(chunks.filter((chunk) => !isInline(chunk)).map(({ name, text }) => [name, text])),
    notices: outputFiles.flatMap((file) => (isCode(file) ? [] : [file.text])).join('\n'),
    sources: bundledSources(metafile),
  };
}

const mainName = 'main.js';

interface Chunk {
  readonly name: string;
  readonly text: string;
}

/** In parentheses, since V8 compiles such a function at once. */
async function toPart({ path: file, text }: OutputFile): Promise<Chunk> {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node26',
    minifyWhitespace: true,
    supported: { 'dynamic-import': false },
  });
  return { name: path.basename(file), text: `(function(module,exports,require){${code.trimEnd()}})` };
}

async function mainText(inline: readonly Chunk[], options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    ...options,
    plugins: [],
    absWorkingDir: rootFolder,
    entryPoints: [path.join(rootFolder, 'src/backend/sdk/process/parts/part-loader.ts')],
    write: false,
    bundle: true,
    format: 'iife',
    globalName: 'parts',
  });
  const loader = outputFiles.map(({ text }) => text.trimEnd()).join('');
  const named = inline.map(
    ({ name, text }) => `${JSON.stringify(`./${name}`)}:${name === mainName ? text : text.slice(1, -1)}`,
  );
  return `${loader}\nparts.createPartLoader(require,{${named.join(',\n')}})("./${mainName}");\n`;
}
