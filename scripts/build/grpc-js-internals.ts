/**
 * What grpc-js does not offer and we use all the same. Written for @grpc/grpc-js 1.14.7.
 *
 * Unnecessary when grpc-js has an entry for its server alone.
 */
import path from 'node:path';

import type { OnLoadResult, Plugin } from 'esbuild';

import { rootFolder } from './build-paths.ts';

/**
 * grpc-js' server, and nothing of its client, which is most of it: whoever waits for the first answer waits while that is loaded, and it
 * stays in memory. A name that is not here fails the build. For files of `src/backend` alone.
 */
const serverOnly = `
export { Server } from '@grpc/grpc-js/build/src/server.js';
export { ServerCredentials } from '@grpc/grpc-js/build/src/server-credentials.js';
export { Metadata } from '@grpc/grpc-js/build/src/metadata.js';
export { Status as status } from '@grpc/grpc-js/build/src/constants.js';
`;

/** Generated code makes a client of every service as it is loaded. */
const noClient = 'export const makeGenericClientConstructor = () => undefined;';

/**
 * What files of the server import and use only for a service of channelz or of load reports, neither of which is offered: clients, a parser of
 * .proto files. Of what was counted of a call, nothing is ever written.
 */
const unused: Readonly<Record<string, string>> = {
  'channelz.js ./make-client': 'export {};',
  'channelz.js @grpc/proto-loader': 'export {};',
  'server-interceptors.js ./orca': `export const GRPC_METRICS_HEADER = 'endpoint-load-metrics-bin'; export class PerRequestMetricRecorder {}`,
};

/** Bundles grpc-js as a server needs it. */
export const grpcServerOnly: Plugin = withGrpc('grpc-server-only', serverOnly + noClient);

/** Bundles nothing of grpc-js: worker threads want the constants of generated code, and nothing listens there. */
export const withoutGrpc: Plugin = withGrpc('without-grpc', noClient);

function withGrpc(name: string, contents: string): Plugin {
  return {
    name,
    setup(bundle) {
      bundle.onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ path: imported, importer, resolveDir }) => {
        if (!isBelow(backendFolder, importer)) return undefined;
        return { path: imported, namespace: name, pluginData: { contents, resolveDir } };
      });
      bundle.onResolve(
        { filter: /^(\.\/make-client|@grpc\/proto-loader|\.\/orca)$/ },
        ({ path: imported, importer }) => {
          const text = isBelow(grpcFolder, importer) ? unused[`${path.basename(importer)} ${imported}`] : undefined;
          return text === undefined ? undefined : { path: imported, namespace: name, pluginData: { contents: text } };
        },
      );
      bundle.onLoad({ filter: /^/, namespace: name }, ({ pluginData }) => pluginData as OnLoadResult);
    },
  };
}

/** Another plugin on the SDK may be a client of whatever it likes. */
const backendFolder = path.join(rootFolder, 'src', 'backend');
const grpcFolder = path.join(rootFolder, 'node_modules', '@grpc', 'grpc-js');

function isBelow(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep);
}
