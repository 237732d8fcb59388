import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';

import { StreamService, SubscribeStreamResponse_Status } from '../../../backend/sdk/gen/pluginv2/backend.ts';
import type { PluginProcess } from '../../support/process/plugin-process.ts';
import { toPluginContext } from './plugin-backend.ts';
import type { StoredDataSource } from './stored-data-source.ts';

/** As much of Grafana Live as stands between a page and the executable. */
export interface LiveChannels {
  /** The paths that somebody subscribed to, in their order, and what became of it. */
  readonly subscriptions: readonly { readonly path: string; readonly status: string }[];
  /** How many streams were run. */
  readonly runCount: () => number;
  /** Answers `POST /harness-live/<channel>` with a line for the subscription and one for each packet; false for another request. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly close: () => void;
}

interface Channel {
  readonly viewers: Set<ServerResponse>;
  readonly stopped: AbortController;
}

const prefix = '/harness-live/';

/** Source of what a channel may be called: grafana, pkg/services/live. */
const validChannel = /^[A-Za-z0-9_\-/=.]{1,160}$/;

export function createLiveChannels(plugin: PluginProcess, dataSource: StoredDataSource): LiveChannels {
  const channels = new Map<string, Channel>();
  const subscriptions: { path: string; status: string }[] = [];
  let runs = 0;

  async function run(path: string, data: Buffer, { viewers, stopped }: Channel): Promise<void> {
    runs += 1;
    const asked = { pluginContext: toPluginContext(dataSource), path, data, headers: {} };
    const options = { timeoutMs: Infinity, signal: stopped.signal };
    for await (const packet of plugin.stream(StreamService.runStream, asked, options)) {
      for (const viewer of viewers)
        viewer.write(`${JSON.stringify({ packet: JSON.parse(packet.data.toString()) as unknown })}\n`);
    }
  }

  async function subscribe(path: string, data: Buffer): Promise<{ readonly status: string; readonly first?: unknown }> {
    if (!validChannel.test(`ds/${dataSource.shown().uid}/${path}`)) return { status: 'INVALID' };
    const asked = { pluginContext: toPluginContext(dataSource), path, data, headers: {} };
    const { status, data: first } = await plugin.call(StreamService.subscribeStream, asked);
    return { status: nameOf(status), ...(first.length > 0 && { first: JSON.parse(first.toString()) as unknown }) };
  }

  function attach(path: string, data: Buffer, viewer: ServerResponse): void {
    const known = channels.get(path);
    const channel = known ?? { viewers: new Set(), stopped: new AbortController() };
    channels.set(path, channel);
    if (known === undefined) void run(path, data, channel).catch(() => channels.delete(path));
    // Grafana attaches a viewer a moment after its stream has begun.
    void sleep(5).then(() => channel.viewers.add(viewer));
    viewer.once('close', () => {
      channel.viewers.delete(viewer);
      if (channel.viewers.size > 0) return;
      channels.delete(path);
      channel.stopped.abort();
    });
  }

  return {
    subscriptions,
    runCount: () => runs,
    async serve(request, response) {
      if (request.url?.startsWith(prefix) !== true) return false;
      const data = await buffer(request);
      const path = decodeURIComponent(request.url.slice(prefix.length)).split('/').slice(2).join('/');
      const answer = await subscribe(path, data);
      subscriptions.push({ path, status: answer.status });
      response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
      response.write(`${JSON.stringify(answer)}\n`);
      if (answer.status === 'OK') attach(path, data, response);
      else response.end();
      return true;
    },
    close() {
      for (const { stopped } of channels.values()) stopped.abort();
    },
  };
}

function nameOf(status: SubscribeStreamResponse_Status): string {
  return Object.entries(SubscribeStreamResponse_Status).find(([, value]) => value === status)?.[0] ?? String(status);
}
