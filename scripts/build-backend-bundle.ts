import path from 'node:path';

import { build, type BuildOptions, type Plugin } from 'esbuild';

import { workerAsset } from '../src/backend/workers/worker-asset.ts';
import { rootFolder, workFolder } from './build-paths.ts';

/** What goes into an executable beside Node.js. */
export interface BackendBundle {
  readonly entry: string;
  /** Files that the program finds through `node:sea`, by name. */
  readonly assets: Readonly<Record<string, string>>;
}

/** Makes the backend one CommonJS file, the only form that needs no file system inside the executable, and another one of its workers. */
export async function buildBackendBundle(folder = workFolder): Promise<BackendBundle> {
  const [entry, worker] = await Promise.all([
    bundle('src/backend/main.ts', path.join(folder, 'backend.cjs')),
    bundle('src/backend/workers/worker-main.ts', path.join(folder, workerAsset), { plugins: [withoutGrpc] }),
  ]);
  return { entry, assets: { [workerAsset]: worker } };
}

async function bundle(entry: string, outfile: string, options: BuildOptions = {}): Promise<string> {
  await build({
    ...options,
    entryPoints: [path.join(rootFolder, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node26',
    // V8 keeps the text for as long as the process lives: a third less without spaces and comments, and half of that again where no
    // comment needs two bytes for every character. Names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    // Licences ask for their notices to go along.
    legalComments: 'eof',
    logLevel: 'warning',
  });
  return outfile;
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
