import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build, type BuildOptions, type Plugin } from 'esbuild';

import { watchdogAsset } from '../../src/backend/sdk/process/watchdog-asset.ts';
import { workerAsset } from '../../src/backend/answer-threads/worker-asset.ts';
import { rootFolder, workFolder } from './build-paths.ts';
import { bundledSources } from './bundled-sources.ts';
import { inPluginId, ownPluginId } from './plugin-id.ts';

/** What goes into an executable beside Node.js. */
export interface BackendBundle {
  readonly entry: string;
  /** Files that the program finds through `node:sea`, by name. */
  readonly assets: Readonly<Record<string, string>>;
  /** What it is made of, below the checkout. */
  readonly sources: readonly string[];
}

/** Where it goes and under which id. */
export interface BackendBundleOptions {
  readonly folder?: string;
  readonly id?: string;
}

/** Makes the backend one CommonJS file, the only form that needs no file system inside the executable, and one for each of its threads. */
export async function buildBackendBundle({
  folder = workFolder,
  id = ownPluginId,
}: BackendBundleOptions = {}): Promise<BackendBundle> {
  const bundles = await Promise.all([
    bundle('src/backend/main.ts', path.join(folder, 'backend.cjs'), { plugins: [withPluginId(id)] }),
    bundle('src/backend/answer-threads/worker-main.ts', path.join(folder, workerAsset), { plugins: [withoutGrpc] }),
    bundle('src/backend/sdk/process/watchdog-main.ts', path.join(folder, watchdogAsset), { external: ['internal/*'] }),
  ]);
  const [entry, worker, watchdog] = bundles;
  return {
    entry: entry.file,
    assets: { [workerAsset]: worker.file, [watchdogAsset]: watchdog.file },
    sources: [...new Set(bundles.flatMap(({ sources }) => sources))],
  };
}

interface Bundled {
  readonly file: string;
  readonly sources: readonly string[];
}

async function bundle(entry: string, outfile: string, options: BuildOptions): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: rootFolder,
    entryPoints: [path.join(rootFolder, entry)],
    metafile: true,
    outfile,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node26',
    // V8 keeps the text for as long as the process lives; this takes a third off it. Names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    // Licences ask for their notices to go along.
    legalComments: 'eof',
    logLevel: 'warning',
  });
  await mkdir(path.dirname(outfile), { recursive: true });
  await writeFile(outfile, outputFiles.map(({ text }) => toAscii(text)).join(''));
  return { file: outfile, sources: bundledSources(metafile) };
}

/**
 * Node.js would keep a text with one character beyond ASCII in two bytes per character. esbuild escapes those in code, but not in
 * the licences, where they are letters with accents in names.
 */
function toAscii(text: string): string {
  return text.normalize('NFKD').replaceAll(/[^\0-\x7f]/g, '');
}

/** Generated code makes a gRPC client of every service as it is loaded; workers want its constants, and nothing listens there. */
const withoutGrpc: Plugin = {
  name: 'without-grpc',
  setup(worker) {
    worker.onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ path: name }) => ({ path: name, namespace: 'without-grpc' }));
    worker.onLoad({ filter: /^/, namespace: 'without-grpc' }, () => ({
      contents: 'export const makeGenericClientConstructor = () => undefined;',
    }));
  },
};

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
