import { request } from 'node:http';
import type { Socket } from 'node:net';
import { ConnectFailure } from './connect-failure.ts';
import { hostAndPort, type SocketTarget } from './open-socket.ts';

export interface Tunnel {
  readonly target: SocketTarget;
  readonly proxy: SocketTarget;
  readonly authorization?: string;
  readonly timeoutMs: number;
}

/** Asks an HTTP proxy for a tunnel to the target (RFC 9110, CONNECT). Afterwards the socket is connected with the target. @throws {ConnectFailure} */
export function openTunnel(socket: Socket, { target, proxy, authorization, timeoutMs }: Tunnel): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const peer = `the proxy ${hostAndPort(proxy)}`;
  const path = hostAndPort(target);
  const connect = request({
    method: 'CONNECT',
    path,
    headers: { host: path, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
    createConnection: () => socket,
  });
  connect.once('connect', (response, tunnel: Socket, head) => {
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      tunnel.destroy();
      reject(new ConnectFailure('proxy', refusal(peer, path, status)));
      return;
    }
    if (head.length > 0) tunnel.unshift(head);
    resolve(tunnel);
  });
  connect.once('error', (error) => {
    reject(new ConnectFailure('proxy', `${peer} broke off the connection when asked for ${path}`, error));
  });
  const timer = setTimeout(() => {
    const message = `${peer} did not give a connection to ${path} within ${String(timeoutMs / 1000)} s (dialTimeout)`;
    reject(new ConnectFailure('timeout', message));
    connect.destroy();
  }, timeoutMs);
  connect.end();
  return promise.finally(() => {
    clearTimeout(timer);
  });
}

function refusal(peer: string, target: string, status: number): string {
  if (status === 407)
    return `${peer} wants a user and password: write them into HTTP_PROXY or HTTPS_PROXY (status 407)`;
  return `${peer} refuses a connection to ${target} (status ${String(status)}); if it is not meant for this host, add the host to NO_PROXY`;
}
