import { connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { IssuedCertificate } from '../certificates/certificate-authority.ts';
import { listen, type Listening } from '../listen.ts';

/** A SOCKS 5 proxy that takes everything to one port, so that a test may use any host name. */
export interface SocksProxyServer extends Listening {
  /** `host:port` as they were asked for. */
  readonly targets: readonly string[];
  /** `user:password` as they were given. */
  readonly logins: readonly string[];
}

export interface SocksProxyOptions {
  readonly toPort: number;
  /** `user:password` that lets in; absent: no login. */
  readonly login?: string;
  /** Serve over TLS 1.3 and ask for a client certificate of the authority. */
  readonly identity?: IssuedCertificate & { readonly authority: string };
  /** The reply to every CONNECT. */
  readonly reply?: number;
}

export async function startSocksProxy(options: SocksProxyOptions): Promise<SocksProxyServer> {
  const targets: string[] = [];
  const logins: string[] = [];
  const serve = (socket: Socket): void => {
    socket.on('error', () => undefined);
    serveSocks(socket, { ...options, targets, logins }).catch(() => socket.destroy());
  };
  const { identity } = options;
  const server = identity
    ? createTlsServer(
        {
          cert: identity.certificate,
          key: identity.key,
          ca: identity.authority,
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.3',
        },
        serve,
      )
    : createServer(serve);
  server.on('tlsClientError', () => undefined);
  return Object.assign(await listen(server), { targets, logins });
}

interface Serving extends SocksProxyOptions {
  readonly targets: string[];
  readonly logins: string[];
}

async function serveSocks(socket: Socket, { toPort, login, reply = 0, targets, logins }: Serving): Promise<void> {
  const [, methodCount = 0] = await take(socket, 2);
  const methods = await take(socket, methodCount);
  const method = login === undefined ? 0 : 2;
  socket.write(Uint8Array.from([5, methods.includes(method) ? method : 0xff]));
  if (!methods.includes(method)) return;
  if (login !== undefined) logins.push(await takeLogin(socket, login));
  targets.push(await takeTarget(socket));
  socket.write(Uint8Array.from([5, reply, 0, 1, 127, 0, 0, 1, 0, 80]));
  if (reply !== 0) return;
  const upstream = connect(toPort, '127.0.0.1');
  upstream.on('error', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
  socket.pipe(upstream).pipe(socket);
}

async function takeLogin(socket: Socket, expected: string): Promise<string> {
  const [, userLength = 0] = await take(socket, 2);
  const user = (await take(socket, userLength)).toString();
  const password = (await take(socket, (await take(socket, 1))[0] ?? 0)).toString();
  socket.write(Uint8Array.from([1, `${user}:${password}` === expected ? 0 : 1]));
  return `${user}:${password}`;
}

async function takeTarget(socket: Socket): Promise<string> {
  const kind = (await take(socket, 4))[3];
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await take(socket, 1))[0] ?? 0);
  const address = await take(socket, length);
  const host = kind === 3 ? address.toString() : kind === 1 ? [...address].join('.') : address.toString('hex');
  return `${host}:${(await take(socket, 2)).readUInt16BE()}`;
}

async function take(socket: Socket, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = socket.read(count) as Buffer | null;
    if (bytes?.length === count) return bytes;
    await new Promise<void>((resolve, reject) => {
      socket.once('readable', resolve).once('close', reject);
    });
  }
}
