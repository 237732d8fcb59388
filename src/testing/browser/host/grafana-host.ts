import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

import { listen } from '../../support/listen.ts';
import { type PluginProcess, startPluginProcess } from '../../support/process/plugin-process.ts';
import { answerApi, type ApiParts } from './grafana-api.ts';
import { type GrafanaVersion, majorOf } from '../grafana-version.ts';
import { type HostAnswer, HostError } from './host-answer.ts';
import { hostPage } from './host-page.ts';
import { createLiveChannels, type LiveChannels } from './live-channels.ts';
import { createPluginBackend } from './plugin-backend.ts';
import { createStoredDataSource, type StoredDataSource } from './stored-data-source.ts';

export interface GrafanaHostOptions {
  readonly version: GrafanaVersion;
  /** dist/ as it was built. */
  readonly pluginFolder: string;
  readonly executable: string;
  /** Scripts that the page loads from `/harness/`, by file name, in their order. */
  readonly scripts: Readonly<Record<string, Buffer>>;
}

/** As much of a Grafana server as a data source's pages meet: their files, their settings, and the way to the executable. */
export interface GrafanaHost {
  /** Such as "http://127.0.0.1:3000", without a slash at the end. */
  readonly url: string;
  readonly pluginId: string;
  readonly dataSource: StoredDataSource;
  readonly live: Pick<LiveChannels, 'subscriptions' | 'runCount'>;
  /** What the executable logged. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** @throws when the executable does not start as a plugin. */
export async function startGrafanaHost(options: GrafanaHostOptions): Promise<GrafanaHost> {
  const { version, pluginFolder, executable } = options;
  const manifest = JSON.parse(await readFile(path.join(pluginFolder, 'plugin.json'), 'utf8')) as {
    readonly id: string;
  };
  const plugin = await startPluginProcess({
    command: executable,
    protocolVersions: version.protocolVersions,
    grafanaVersion: majorOf(version) < 7 ? undefined : version.full,
  });
  try {
    const dataSource = createStoredDataSource(manifest.id);
    const parts = { version, dataSource, backend: createPluginBackend(plugin, dataSource) };
    const live = createLiveChannels(plugin, dataSource);
    return await serve({ ...options, manifest, parts, plugin, live });
  } catch (error) {
    await plugin.kill();
    throw error;
  }
}

interface HostParts extends GrafanaHostOptions {
  readonly manifest: { readonly id: string };
  readonly parts: ApiParts;
  readonly plugin: PluginProcess;
  readonly live: LiveChannels;
}

async function serve(host: HostParts): Promise<GrafanaHost> {
  const listening = await listen(createServer((request, response) => void answer(host, request, response)));
  return {
    url: `http://127.0.0.1:${listening.port}`,
    pluginId: host.manifest.id,
    dataSource: host.parts.dataSource,
    live: host.live,
    log: host.plugin.stderrLines,
    async close() {
      host.live.close();
      await listening.close();
      await host.plugin.shutdown();
    },
  };
}

async function answer(host: HostParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (await host.live.serve(request, response)) return;
  const { status, headers, body } = await answerOrRefuse(host, request);
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(bytes);
}

async function answerOrRefuse(host: HostParts, request: IncomingMessage): Promise<HostAnswer> {
  try {
    const { pathname, search } = new URL(request.url ?? '/', 'http://host');
    const asked = pathname.slice(1);
    const file = await readHostFile(host, asked);
    if (file !== undefined) return file;
    if (asked === '') return htmlAnswer(host, new URLSearchParams(search));
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    const api = await answerApi(host.parts, {
      method: request.method ?? 'GET',
      path: asked,
      search,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: await buffer(request),
    });
    return api ?? { status: 404, body: { message: 'Not found' } };
  } catch (error) {
    if (error instanceof HostError) return { status: error.status, body: { message: error.message } };
    return { status: 500, body: { message: 'Metric request error', error: String(error) } };
  }
}

function htmlAnswer({ version, parts, scripts }: HostParts, options: URLSearchParams): HostAnswer {
  const html = hostPage({ version, shown: parts.dataSource.shown(), scripts: Object.keys(scripts) }, options);
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(html) };
}

async function readHostFile(
  { scripts, pluginFolder, manifest }: HostParts,
  asked: string,
): Promise<HostAnswer | undefined> {
  const name = /^harness\/([^/]+)$/.exec(asked)?.[1];
  const script = name === undefined ? undefined : scripts[name];
  if (script !== undefined) return lastingAnswer(fileAnswer(asked, script));
  const prefix = `public/plugins/${manifest.id}/`;
  if (!asked.startsWith(prefix)) return undefined;
  const file = path.join(pluginFolder, path.posix.normalize(`/${asked.slice(prefix.length)}`));
  return await readFile(file).then(
    (bytes) => fileAnswer(asked, bytes),
    () => ({ status: 404, body: { message: 'Not found' } }),
  );
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

function fileAnswer(name: string, body: Buffer): HostAnswer {
  const contentType = contentTypes[path.extname(name)] ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': contentType }, body };
}

/** The shared modules are megabytes, which the browser need not compile for each page. */
function lastingAnswer(answer: HostAnswer): HostAnswer {
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'max-age=3600' } };
}
