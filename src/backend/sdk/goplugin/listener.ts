import { unlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { ListenOptions, Server, Socket } from 'node:net';
import type { Logger } from '../log/logger.ts';
import type { GoPluginEnvironment } from './environment.ts';
import { setSocketGroup } from './socket-group.ts';
import { createSocketPath } from './socket-path.ts';

/** Where the host can connect to the plugin. */
export interface Listener {
  readonly network: 'unix' | 'tcp';
  /** A path, or "127.0.0.1:<port>". */
  readonly address: string;
  /** Accepts no further connection and removes the socket file. Open connections stay. */
  close(): void;
}

export interface ListenerOptions {
  readonly environment: GoPluginEnvironment;
  readonly platform: NodeJS.Platform;
  readonly logger: Logger;
  readonly onConnection: (socket: Socket) => void;
}

/**
 * Listens on a unix socket in the host's directory, else in /tmp; if neither works, and always on Windows, on a TCP port of 127.0.0.1 in the host's
 * range. The socket file is removed when the process exits, unless it is killed.
 * @throws if there is no place to listen, or the group that the host wants cannot be set
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  if (options.platform === 'win32') return listenOnTcp(options);
  const { unixSocketDir, temporaryDir } = options.environment;
  for (const directory of new Set([unixSocketDir ?? temporaryDir, '/tmp'])) {
    const listener = await tryUnix(directory, options);
    if (listener !== undefined) return listener;
  }
  return listenOnTcp(options);
}

async function tryUnix(directory: string, options: ListenerOptions): Promise<Listener | undefined> {
  const path = createSocketPath({ directory, platform: options.platform });
  if (path === undefined) {
    options.logger.warn(
      'directory name is too long for a unix socket, or has a | or a line break; trying another place',
      { directory },
    );
    return undefined;
  }
  const server = createServer(options.onConnection);
  try {
    await listenForOwner(server, path);
  } catch (error) {
    options.logger.warn('cannot listen on a unix socket; trying another place', { path, error });
    return undefined;
  }
  return finishUnix(server, path, options.environment.unixSocketGroup);
}

/** Only the owner may connect, whatever the umask of the host: the file gets its permissions when it is created by bind (unix(7)). */
function listenForOwner(server: Server, path: string): Promise<void> {
  const umask = process.umask(0o077);
  try {
    return listen(server, { path });
  } finally {
    process.umask(umask);
  }
}

function finishUnix(server: Server, path: string, group: string | undefined): Listener {
  const removeOnExit = (): void => {
    removeFile(path);
  };
  process.once('exit', removeOnExit);
  const close = (): void => {
    server.close();
    removeFile(path);
    process.off('exit', removeOnExit);
  };
  try {
    if (group !== undefined) setSocketGroup(path, group);
  } catch (error) {
    close();
    throw error;
  }
  return { network: 'unix', address: path, close };
}

/** libuv removes the file when the server closes, but not when the process exits with the server open. */
function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already, as wanted.
  }
}

async function listenOnTcp({ environment, onConnection }: ListenerOptions): Promise<Listener> {
  const { minPort, maxPort } = environment;
  let lastError: unknown;
  for (let port = minPort; port <= maxPort; port += 1) {
    const server = createServer(onConnection);
    try {
      await listen(server, { host: '127.0.0.1', port });
      return { network: 'tcp', address: `127.0.0.1:${port}`, close: () => server.close() };
    } catch (error) {
      if (!isAboutPort(error)) throw error;
      lastError = error;
    }
  }
  throw new Error(
    `expected a free TCP port of 127.0.0.1 from ${minPort} to ${maxPort}, found none; ` +
      'free one or widen the range with PLUGIN_MIN_PORT and PLUGIN_MAX_PORT',
    { cause: lastError },
  );
}

/** Whether another port may work. Other errors, such as too many open files, would occur with every port. */
function isAboutPort(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EADDRINUSE' || code === 'EACCES';
}

function listen(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // If NODE_UNIQUE_ID is set, left over from a cluster of Node.js processes, the primary process would be asked to listen, and never answer.
    server.listen({ ...options, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
