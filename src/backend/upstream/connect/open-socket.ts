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
  /** Absent: the system's own lookup. */
  readonly lookUp?: LookUp;
}

/**
 * Opens a TCP connection, name lookup included. Node.js tries several addresses one after the other, gives each but the last only a moment, and
 * never tries it again: a distant server could not be reached when its last address is unreachable. Then all addresses are tried again, with
 * more time for each.
 * @throws {ConnectFailure}
 */
export async function openSocket(target: SocketTarget, limits: SocketLimits): Promise<Socket> {
  const endMs = performance.now() + limits.dialMs;
  try {
    return await dial(target, limits, { perAddressMs: firstAttemptMs, endMs }).catch((error: unknown) => {
      if (!hadTooLittleTime(error)) throw error;
      return dial(target, limits, { perAddressMs: limits.dialMs / 2, endMs });
    });
  } catch (error) {
    throw connectFailure(error, target);
  }
}

/** Short, so that an address that drops all packets, as is common with IPv6, causes no long delay. */
const firstAttemptMs = 250;

/** Among the errors of all addresses, ETIMEDOUT stands for one that Node.js gave up to try the next. */
function hadTooLittleTime(error: unknown): boolean {
  const errors: unknown = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined;
  return Array.isArray(errors) && errors.some((each) => errorCode(each) === 'ETIMEDOUT');
}

interface Attempt {
  readonly perAddressMs: number;
  /** When all attempts together have to end; on the clock of `performance.now`. */
  readonly endMs: number;
}

async function dial(target: SocketTarget, limits: SocketLimits, { perAddressMs, endMs }: Attempt): Promise<Socket> {
  const { dialMs, keepAliveMs, lookUp } = limits;
  const over = new AbortController();
  const socket = connect({
    ...target,
    noDelay: true,
    keepAlive: keepAliveMs > 0,
    keepAliveInitialDelay: keepAliveMs,
    autoSelectFamilyAttemptTimeout: perAddressMs,
    ...(lookUp && { lookup: toLookupFunction(lookUp, over.signal) }),
  });
  try {
    await within(socket, 'connect', {
      ms: endMs - performance.now(),
      message: `no connection to ${hostAndPort(target)} within ${String(dialMs / 1000)} s (dialTimeout)`,
    });
  } finally {
    over.abort();
  }
  return socket;
}

/** In the form that `net.connect` expects, which asks for all addresses and tries them one after the other. */
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

/** Waits for an event of a socket. Destroys the socket if the event does not come in time, or an error comes instead. */
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
  // The socket is destroyed; nobody needs its last error, but without a listener it would be an uncaught exception.
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
