import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach } from '@jest/globals';
import { silentLogger } from '../../backend/sdk/log/logger.ts';
import type { UpstreamClient } from '../../backend/upstream/contract/upstream-client.ts';
import type { UpstreamOptions } from '../../backend/upstream/contract/upstream-options.ts';
import { createUpstreamClient } from '../../backend/upstream/create-upstream-client.ts';
import { listen } from './listen.ts';
import { closeAll, upstreamOptions } from './upstream-builders.ts';

/** Clients of servers that a test makes up; both are closed after it. */
export interface HttpClients {
  readonly clientOf: (answer: RequestListener, options?: Partial<UpstreamOptions>) => Promise<UpstreamClient>;
  /** A server that answers the first bytes of a request with these, and then does as it is told. */
  readonly clientOfBytes: (bytes: string, then: (socket: Socket) => void) => Promise<UpstreamClient>;
}

export function useHttpClients(): HttpClients {
  const open: { close(): Promise<void> }[] = [];
  afterEach(() => closeAll(open));

  const clientFor = async (
    server: Parameters<typeof listen>[0],
    options: Partial<UpstreamOptions> = {},
  ): Promise<UpstreamClient> => {
    const listening = await listen(server);
    const url = `http://127.0.0.1:${listening.port}/api/`;
    const client = createUpstreamClient(upstreamOptions({ url, ...options }), silentLogger);
    open.push(listening, client);
    return client;
  };
  return {
    clientOf: (answer, options) => clientFor(createServer(answer), options),
    clientOfBytes: (bytes, then) =>
      clientFor(
        createTcpServer((socket) => {
          socket.once('data', () =>
            socket.write(bytes, () => {
              then(socket);
            }),
          );
        }),
      ),
  };
}
