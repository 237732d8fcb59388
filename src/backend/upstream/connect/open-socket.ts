import { urlHost } from '../contract/bare-host.ts';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { ConnectFailure, errorCode } from './connect-failure.ts';
import type { LookUp } from '../contract/name-lookups.ts';

export interface SocketTarget {
  readonly host: string;
  readonly port: number;
}

export interface SocketLimits {
  readonly dialMs: number;
  readonly keepAliveMs: number;
  /** The system's own look-up when absent. */
  readonly lookUp?: LookUp;
}

/** An open TCP connection, name look-up included. @throws {ConnectFailure} */
export async function openSocket({ host, port }: SocketTarget, limits: SocketLimits): Promise<Socket> {
  const { dialMs, keepAliveMs, lookUp } = limits;
  const over = new AbortController();
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: keepAliveMs > 0,
    keepAliveInitialDelay: keepAliveMs,
    ...(lookUp && { lookup: toLookupFunction(lookUp, over.signal) }),
  });
  const peer = hostAndPort({ host, port });
  try {
    await within(socket, 'connect', {
      ms: dialMs,
      message: `no connection to ${peer} within ${String(dialMs / 1000)} s (dialTimeout)`,
    });
  } catch (error) {
    throw connectFailure(error, { host, port });
  } finally {
    over.abort();
  }
  return socket;
}

/** As `net.connect` calls it, which asks for all addresses to try one after the other. */
function toLookupFunction(lookUp: LookUp, signal: AbortSignal): LookupFunction {
  return (host, _options, callback) => {
    lookUp(host, signal).then(
      (addresses) => {
        callback(null, [...addresses]);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, []);
      },
    );
  };
}

/** Waits for an event of a socket; destroys the socket when the event does not come in time or an error comes instead. */
export async function within(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  { ms, message }: { readonly ms: number; readonly message: string },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    reject(new ConnectFailure('timeout', message));
  }, ms);
  const onClose = (): void => {
    reject(Object.assign(new Error('closed before it was open'), { code: 'ECONNRESET' }));
  };
  const onEvent = (): void => {
    resolve(undefined);
  };
  socket.once(event, onEvent).once('error', reject).once('close', onClose);
  try {
    await promise;
  } catch (error) {
    socket.on('error', ignore).destroy();
    throw error;
  } finally {
    clearTimeout(timer);
    socket.off(event, onEvent).off('error', reject).off('close', onClose);
  }
}

export function hostAndPort({ host, port }: SocketTarget): string {
  return `${urlHost(host)}:${String(port)}`;
}

function ignore(): void {
  // The socket was already destroyed, so nothing handles its last error.
}

function connectFailure(error: unknown, target: SocketTarget): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  const code = errorCode(error);
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return dnsFailure(code, target.host, error);
  return new ConnectFailure('connect', `no connection to ${hostAndPort(target)}: ${refusal(code)}`, error);
}

function dnsFailure(code: string, host: string, cause: unknown): ConnectFailure {
  const what = code === 'ENOTFOUND' ? 'there is no such name' : 'the name server did not answer';
  const advice = "check the URL's spelling, and that the machine Grafana runs on can look the name up";
  return new ConnectFailure('dns', `cannot find the host ${host}: ${what}; ${advice} (${code})`, cause);
}

function refusal(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused; check that the server runs and that the port is right (ECONNREFUSED)';
    case 'ETIMEDOUT':
      return 'no reply; a firewall may drop the packets (ETIMEDOUT)';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no way to that network from the machine Grafana runs on (${code})`;
    case 'ECONNRESET':
      return 'closed by the other side at once (ECONNRESET)';
    default:
      return code === '' ? 'failed' : code;
  }
}
