import { build, type BuildOptions } from 'esbuild';
import { expect, it } from '@jest/globals';

import { rootFolder } from './build-paths.ts';
import { grpcServerOnly, withoutGrpc } from './grpc-js-internals.ts';

const serverFile = 'src/backend/sdk/goplugin/connection-server.ts';

/** The files of packages that a bundle is made of. */
async function filesIn(options: BuildOptions): Promise<readonly string[]> {
  const { metafile } = await build({
    ...options,
    absWorkingDir: rootFolder,
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
    outdir: rootFolder,
    logLevel: 'silent',
  });
  return Object.keys(metafile.inputs).flatMap((file) => file.split('node_modules/').slice(1));
}

const clientFiles = ['@grpc/grpc-js/build/src/client.js', '@grpc/proto-loader/build/src/index.js'];

function ofClient(files: readonly string[]): readonly string[] {
  return files.filter((file) => clientFiles.includes(file)).toSorted();
}

it('leaves the client and its parser out of the server, and takes a third of the files', async () => {
  const slim = await filesIn({ entryPoints: [serverFile], plugins: [grpcServerOnly] });
  const whole = await filesIn({ entryPoints: [serverFile] });
  expect(slim).toContain('@grpc/grpc-js/build/src/server.js');
  expect(ofClient(slim)).toEqual([]);
  expect(ofClient(whole)).toEqual(clientFiles);
  expect(slim.length).toBeLessThan(whole.length / 3);
});

it('leaves all of it out of a thread', async () => {
  const entryPoints = ['src/backend/sdk/gen/pluginv2/backend.ts'];
  const files = await filesIn({ entryPoints, plugins: [withoutGrpc] });
  expect(files.filter((file) => file.startsWith('@grpc/'))).toEqual([]);
});

it("gives another plugin's own files the whole of it", async () => {
  const contents = `import { credentials } from '@grpc/grpc-js'; import './${serverFile}'; console.log(credentials);`;
  const files = await filesIn({ stdin: { contents, resolveDir: rootFolder }, plugins: [grpcServerOnly] });
  expect(ofClient(files)).toEqual(clientFiles);
  expect(files.filter((file) => file.endsWith('/orca.js'))).toHaveLength(1);
});
