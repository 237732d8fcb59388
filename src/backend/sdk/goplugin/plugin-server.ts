import type { Socket } from 'node:net';
import type { GrpcService } from '../grpc/grpc-service.ts';
import type { CallMemory } from '../grpc/long-messages.ts';
import type { Logger } from '../log/logger.ts';
import type { ConnectionServer } from './connection-server.ts';
import type { GoPluginEnvironment } from './environment.ts';
import { formatHandshakeLine } from './handshake.ts';
import { startListener } from './listener.ts';
import type { Listener } from './listener.ts';
import type { ServerIdentity } from './server-identity.ts';

export interface PluginServerOptions {
  readonly environment: GoPluginEnvironment;
  readonly platform: NodeJS.Platform;
  readonly logger: Logger;
  /** Writes the line to stdout in one write. Called once, when connections are accepted. */
  readonly writeHandshakeLine: (line: string) => void;
  /** The host has called Shutdown and got its answer. The owner then has to call `stop()`. */
  readonly onShutdown: () => void;
  /** Called with the number of open connections whenever it changes. */
  readonly onConnections: (openCount: number) => void;
  /** Called with the size of every request before it is read. */
  readonly onRequest: (bytes: number) => void;
}

export interface ServedProtocol {
  readonly protocolVersion: number;
  /** Called when the handshake line has been written. */
  readonly loadServices: () => Promise<readonly GrpcService[]>;
  /** Called after that. Without one, long requests are not counted. */
  readonly loadMemory?: () => Promise<CallMemory> | undefined;
}

/** The gRPC server of a go-plugin plugin, from the handshake line to the end of the process. */
export class PluginServer {
  readonly #options: PluginServerOptions;
  readonly #connections = new Set<Socket>();
  #listener: Listener | undefined;
  #server: ConnectionServer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: PluginServerOptions) {
    this.#options = options;
  }

  /** The socket's file, while there is one. */
  get socketPath(): string | undefined {
    return this.#listener?.network === 'unix' ? this.#listener.address : undefined;
  }

  /**
   * Writes the handshake line, then loads the services of the data protocol and go-plugin's own. A host connects only after the line; connections that come
   * before everything is loaded wait.
   * @throws when there is nowhere to listen or the host's certificate is unreadable; the host has then seen no line
   */
  async start({ protocolVersion, loadServices, loadMemory }: ServedProtocol): Promise<void> {
    const { environment, platform, logger, writeHandshakeLine, onShutdown, onRequest } = this.#options;
    const identity = await loadIdentity(environment.clientCertificate);
    const onConnection = (socket: Socket): void => {
      this.#track(socket);
      this.#server?.serve(socket);
    };
    this.#listener = await startListener({ environment, platform, logger, onConnection });
    const { network, address } = this.#listener;
    writeHandshakeLine(formatHandshakeLine({ protocolVersion, network, address, certificate: identity?.der }));
    const { createConnectionServer } = await import('./connection-server.ts');
    const services = await loadServices();
    const memory = await loadMemory?.();
    this.#server = createConnectionServer({ services, identity, logger, onShutdown, onRequest, memory });
    for (const socket of this.#connections) this.#server.serve(socket);
  }

  /**
   * Accepts no further connection and closes the open ones, well within the 2 s that a host waits before it kills. For half a second, calls under way may
   * finish and the host may close its connections, as it does after Shutdown; then calls are broken off. Never rejects; further calls wait for the first.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#listener?.close();
    await this.#waitForDisconnect();
    this.#server?.stop();
    for (const socket of this.#connections) socket.destroy();
  }

  #track(socket: Socket): void {
    this.#connections.add(socket);
    this.#options.onConnections(this.#connections.size);
    // The users of the socket notice that it closes; without a listener the error would be an uncaught exception.
    socket.on('error', (error) => {
      this.#options.logger.debug('a connection to the host failed', { error });
    });
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#options.onConnections(this.#connections.size);
    });
  }

  async #waitForDisconnect(): Promise<void> {
    const closed = [...this.#connections].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, disconnectTimeoutMs);
    });
    await Promise.race([Promise.all(closed), timeout]);
    clearTimeout(timer);
  }
}

const disconnectTimeoutMs = 500;

/** Loads the code for certificates only for a host that asks for TLS. */
async function loadIdentity(clientCertificate: string | undefined): Promise<ServerIdentity | undefined> {
  if (clientCertificate === undefined) return undefined;
  const { createServerIdentity } = await import('./server-identity.ts');
  return createServerIdentity(clientCertificate);
}
