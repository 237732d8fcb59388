import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build, type BuildOptions, type Plugin } from 'esbuild';

import { watchdogAsset } from '../../src/backend/sdk/process/watchdog/watchdog-asset.ts';
import { workerAsset } from '../../src/backend/answer-threads/worker-asset.ts';
import { rootFolder, workFolder } from './build-paths.ts';
import { bundledSources } from './bundled-sources.ts';
import { grpcServerOnly, withoutGrpc } from './grpc-js-internals.ts';
import { inPluginId, ownPluginId } from './plugin-id.ts';
import { splitProgram } from './split-program.ts';

/** What goes into an executable beside Node.js. */
export interface BackendBundle {
  readonly entry: string;
  /** Files that the program finds through `node:sea`, by name. */
  readonly assets: Readonly<Record<string, string>>;
  /** Those assets that the main thread runs. */
  readonly parts: Readonly<Record<string, string>>;
  /** What it is made of, below the checkout. */
  readonly sources: readonly string[];
}

/** What an executable's program is made of, below the checkout. */
export interface BackendProgram {
  readonly main: string;
  /** Threads of its own, by the names that it finds their programs under. */
  readonly threads: Readonly<Record<string, string>>;
}

const ownProgram: BackendProgram = {
  main: 'src/backend/main.ts',
  threads: { [workerAsset]: 'src/backend/answer-threads/worker-main.ts' },
};

/** What is made, where it goes and under which id. */
export interface BackendBundleOptions {
  readonly program?: BackendProgram;
  readonly folder?: string;
  readonly id?: string;
}

/**
 * Makes the backend CommonJS files, the only form that needs no file system inside the executable: one that starts it, parts that it loads
 * when it needs them, and one for each of its threads.
 */
export async function buildBackendBundle({
  program = ownProgram,
  folder = workFolder,
  id = ownPluginId,
}: BackendBundleOptions = {}): Promise<BackendBundle> {
  const placed = (name: string): string => path.join(folder, name);
  const split = await splitProgram(program.main, { ...common, plugins: [withPluginId(id), grpcServerOnly] });
  const entry = await write(placed('backend.cjs'), split.main);
  const notices = await write(placed('notices.txt'), split.notices);
  // Their names change with their text.
  await rm(placed('parts'), { recursive: true, force: true });
  const parts = await Promise.all(
    Object.entries(split.parts).map(
      async ([name, text]) => [name, await write(placed(`parts/${name}`), text)] as const,
    ),
  );
  const threads = await Promise.all([
    bundle('src/backend/sdk/process/watchdog/watchdog-main.ts', placed(watchdogAsset), { external: ['internal/*'] }),
    ...Object.entries(program.threads).map(async ([name, main]) =>
      bundle(main, placed(name), { plugins: [withoutGrpc] }),
    ),
  ]);
  const others = [notices, ...threads.map(({ file }) => file)].map((file) => [path.basename(file), file] as const);
  return {
    entry,
    assets: Object.fromEntries([...parts, ...others]),
    parts: Object.fromEntries(parts),
    sources: [...new Set([split, ...threads].flatMap(({ sources }) => sources))],
  };
}

interface Bundled {
  readonly file: string;
  readonly sources: readonly string[];
}

async function bundle(entry: string, outfile: string, options: BuildOptions): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    ...common,
    ...options,
    absWorkingDir: rootFolder,
    entryPoints: [path.join(rootFolder, entry)],
    metafile: true,
    outfile,
    write: false,
    bundle: true,
    format: 'cjs',
    // Licences ask for their notices to go along.
    legalComments: 'eof',
  });
  const file = await write(outfile, outputFiles.map(({ text }) => text).join(''));
  return { file, sources: bundledSources(metafile) };
}

const common: BuildOptions = {
  platform: 'node',
  target: 'node26',
  // V8 keeps the text for as long as the process lives; this takes a third off it. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
};

async function write(file: string, text: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, toAscii(text));
  return file;
}

/**
 * Node.js would keep a text with one character beyond ASCII in two bytes per character. esbuild escapes those in code, but not in
 * the licences, where they are letters with accents in names.
 */
function toAscii(text: string): string {
  return text.normalize('NFKD').replaceAll(/[^\0-\x7f]/g, '');
}

function withPluginId(id: string): Plugin {
  return {
    name: 'with-plugin-id',
    setup(backend) {
      backend.onLoad({ filter: /[\\/]src[\\/]plugin\.json$/ }, async ({ path: file }) => ({
        contents: inPluginId(await readFile(file, 'utf8'), id),
        loader: 'json',
      }));
    },
  };
}
