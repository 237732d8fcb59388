import { createServer, request, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { IssuedCertificate } from '../certificates/certificate-authority.ts';
import { listen, type Listening } from '../listen.ts';

/** An HTTP proxy that takes everything to one port, so that a test may use any host name. */
export interface ConnectProxy extends Listening {
  /** `CONNECT host:port` and `POST http://host/path`, in order. */
  readonly requests: readonly string[];
}

export interface ConnectProxyOptions {
  readonly toPort: number;
  /** What Proxy-Authorization has to be. */
  readonly authorization?: string;
  /** Serve over TLS. */
  readonly identity?: IssuedCertificate;
  /** Answer every CONNECT with this status. */
  readonly refuseWith?: number;
}

export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const { toPort, identity, refuseWith } = options;
  const requests: string[] = [];
  const isRefused = (incoming: IncomingMessage): boolean =>
    options.authorization !== undefined && incoming.headers['proxy-authorization'] !== options.authorization;
  const server = identity ? createHttpsServer({ cert: identity.certificate, key: identity.key }) : createServer();
  server.on('request', (incoming, response) => {
    requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    if (isRefused(incoming)) {
      response.writeHead(407).end();
      return;
    }
    const { pathname, search } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const target = { port: toPort, host: '127.0.0.1', method: incoming.method, path: pathname + search, headers };
    const outgoing = request(target, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  server.on('connect', (incoming, socket: Socket) => {
    requests.push(`CONNECT ${incoming.url ?? ''}`);
    const status = isRefused(incoming) ? 407 : refuseWith;
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const upstream = connect(toPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  });
  return Object.assign(await listen(server), { requests });
}
