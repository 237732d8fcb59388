import { isIPv4, isIPv6, type Socket } from 'node:net';
import { ConnectFailure } from './connect-failure.ts';
import { hostAndPort, type SocketTarget } from './open-socket.ts';

export interface SocksRequest {
  readonly target: SocketTarget;
  readonly proxy: SocketTarget;
  /** Empty: no user and password are offered. */
  readonly username: string;
  readonly password: string;
  readonly timeoutMs: number;
}

const replies = new Map([
  [1, 'it failed'],
  [2, 'its rules do not allow that'],
  [3, 'the network cannot be reached from there'],
  [4, 'the host cannot be reached from there'],
  [5, 'the host refused the connection'],
  [6, 'the host is too many hops away'],
  [7, 'it does not know the command'],
  [8, 'it does not know that kind of address'],
]);

/**
 * Asks a SOCKS 5 proxy for a connection to the target (RFC 1928; user and password: RFC 1929). The proxy looks the name up. Afterwards the
 * socket is connected with the target.
 * @throws {ConnectFailure}
 */
export async function openThroughSocks(socket: Socket, request: SocksRequest): Promise<Socket> {
  const peer = `the SOCKS proxy ${hostAndPort(request.proxy)}`;
  const to = hostAndPort(request.target);
  const { timeoutMs } = request;
  const timer = setTimeout(() => {
    const message = `${peer} did not give a connection to ${to} within ${String(timeoutMs / 1000)} s (dialTimeout)`;
    socket.destroy(new ConnectFailure('timeout', message));
  }, timeoutMs);
  try {
    await negotiate(socket, request, peer);
    // undici would take it for an answer to nothing, close the connection, and open another without end.
    if (socket.readableLength > 0)
      throw new ConnectFailure('proxy', `${peer} sent more than its reply when asked for ${to}`);
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof ConnectFailure) throw error;
    throw new ConnectFailure('proxy', `${peer} broke off the connection when asked for ${to}`, error);
  } finally {
    clearTimeout(timer);
  }
}

async function negotiate(socket: Socket, request: SocksRequest, peer: string): Promise<void> {
  const connect = connectMessage(request.target);
  const hasPassword = request.username !== '';
  // Both are offered, as by Go's client (golang.org/x/net/proxy): a proxy that lets everybody in may support no passwords.
  const methods = hasPassword ? [noPassword, withPassword] : [noPassword];
  socket.write(Uint8Array.from([socksVersion, methods.length, ...methods]));
  const [method = 0] = await readAnswer(socket, 2, peer);
  if (!methods.includes(method)) throw new ConnectFailure('proxy', `${peer} ${adviceOnLogin(hasPassword)}`);
  if (method === withPassword) await authenticate(socket, request, peer);
  socket.write(connect);
  const [reply = 1, , kind] = await readAnswer(socket, 4, peer);
  if (reply !== 0) {
    const why = replies.get(reply) ?? `reply ${String(reply)}`;
    throw new ConnectFailure('proxy', `${peer} gives no connection to ${hostAndPort(request.target)}: ${why}`);
  }
  await readBytes(socket, (await addressLength(socket, kind)) + 2);
}

/** Authentication methods, by their numbers in RFC 1928. */
const [noPassword, withPassword] = [0, 2];

function adviceOnLogin(hasPassword: boolean): string {
  return hasPassword
    ? 'wants another kind of login than a user and password'
    : 'wants a user and password: write them into HTTP_PROXY or HTTPS_PROXY, as socks5://user:password@host:port';
}

const socksVersion = 5;

/** The bytes of an answer after its version, which is checked: something other than SOCKS 5 may listen on the port. */
async function readAnswer(socket: Socket, count: number, peer: string): Promise<Uint8Array> {
  const bytes = await readBytes(socket, count);
  if (bytes[0] === socksVersion) return bytes.subarray(1);
  throw new ConnectFailure('proxy', `${peer} does not answer as SOCKS 5 does; check its address and port`);
}

async function authenticate(socket: Socket, { username, password }: SocksRequest, peer: string): Promise<void> {
  const [user, secret] = [Buffer.from(username), Buffer.from(password)];
  if (user.length > 255 || secret.length > 255) {
    throw new ConnectFailure('proxy', `expected a user and password of at most 255 bytes for ${peer}`);
  }
  socket.write(Buffer.concat([Uint8Array.from([1, user.length]), user, Uint8Array.from([secret.length]), secret]));
  const [, status] = await readBytes(socket, 2);
  if (status !== 0) {
    const advice = 'check secureSocksProxyUsername and secureSocksProxyPassword, or HTTP_PROXY and HTTPS_PROXY';
    throw new ConnectFailure('proxy', `${peer} refuses the user or the password; ${advice}`);
  }
}

function connectMessage({ host, port }: SocketTarget): Uint8Array {
  const portBytes = Uint8Array.from([port >> 8, port & 255]);
  return Buffer.concat([Uint8Array.from([5, 1, 0]), addressBytes(host), portBytes]);
}

function addressBytes(host: string): Uint8Array {
  if (isIPv4(host)) return Uint8Array.from([1, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Uint8Array.from([4, ...ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > 255) {
    throw new ConnectFailure('proxy', `a SOCKS proxy takes names of at most 255 bytes, got one of ${name.length}`);
  }
  return Buffer.concat([Uint8Array.from([3, name.length]), name]);
}

function ipv6Bytes(host: string): readonly number[] {
  // The URL parser writes each address in one way and without a dotted part; only "::" has to be expanded.
  const canonical = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (part: string): readonly string[] => part.split(':').filter((group) => group !== '');
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail ?? '')];
  return all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
}

async function addressLength(socket: Socket, kind: number | undefined): Promise<number> {
  if (kind === 1) return 4;
  if (kind === 4) return 16;
  return (await readBytes(socket, 1))[0] ?? 0;
}

/**
 * Reads exactly that many bytes; those after them stay in the socket. One listener for all of them: a new one hears at once of bytes that are
 * there already, and would be called without end while there are too few.
 */
function readBytes(socket: Socket, count: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const onEnd = (): void => {
    reject(socket.errored ?? new Error('closed'));
  };
  const onReadable = (): void => {
    const bytes: unknown = socket.read(count);
    if (!(bytes instanceof Uint8Array)) return;
    // At its end, the socket gives what is left.
    if (bytes.length === count) resolve(bytes);
    else onEnd();
  };
  if (socket.destroyed || socket.readableEnded) onEnd();
  else onReadable();
  socket.on('readable', onReadable).once('end', onEnd).once('close', onEnd).once('error', reject);
  return promise.finally(() => {
    socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', reject);
  });
}
