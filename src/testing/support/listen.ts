import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Any server on a free port of 127.0.0.1, with an end that leaves no connection behind. */
export interface Listening {
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: ReadonlySet<Socket>;
  /** Since the start. */
  connectionCount(): number;
  close(): Promise<void>;
}

export async function listen(server: Server): Promise<Listening> {
  const connections = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    connections.add(socket);
    socket.on('error', () => undefined).once('close', () => connections.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    connectionCount: () => count,
    async close() {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port that somebody had a moment ago, and nobody has now. */
export async function unusedPort(): Promise<number> {
  const listening = await listen(createServer());
  await listening.close();
  return listening.port;
}
