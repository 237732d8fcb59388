import type { Socket } from 'node:net';
import type { GrpcService } from '../grpc/grpc-service.ts';
import { RpcError } from '../grpc/rpc-error.ts';
import type { Logger } from '../log/logger.ts';
import { createBrokerService } from './broker-service.ts';
import { createControllerService } from './controller-service.ts';
import type { GoPluginEnvironment } from './environment.ts';
import { createGrpcServer } from './grpc-server.ts';
import { formatHandshakeLine } from './handshake.ts';
import { createHealthService } from './health-service.ts';
import { startListener } from './listener.ts';
import type { Listener } from './listener.ts';
import { createServerCredentials } from './server-credentials.ts';
import { createStdioService } from './stdio-service.ts';

export interface PluginServerOptions {
  readonly environment: GoPluginEnvironment;
  readonly platform: NodeJS.Platform;
  readonly logger: Logger;
  /** Puts the line on stdout, in one write. Called once, when the listener accepts. */
  readonly writeHandshakeLine: (line: string) => void;
  /** The host has asked for the end, and has its answer; `stop()` is up to the owner. */
  readonly onShutdown: () => void;
  /** Called with the number of open connections whenever it changes. */
  readonly onConnections: (openCount: number) => void;
}

export interface ServedProtocol {
  readonly protocolVersion: number;
  readonly services: readonly GrpcService[];
}

/** The gRPC server of a go-plugin child, from its handshake line to its end. */
export class PluginServer {
  readonly #options: PluginServerOptions;
  readonly #server = createGrpcServer();
  readonly #connections = new Set<Socket>();
  #listener: Listener | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: PluginServerOptions) {
    this.#options = options;
  }

  /**
   * Serves the data protocol's services beside go-plugin's own, then announces itself.
   * @throws when there is nowhere to listen or the host's certificate is unreadable; the host has then seen no line
   */
  async start({ protocolVersion, services }: ServedProtocol): Promise<void> {
    const { environment, platform, logger, writeHandshakeLine } = this.#options;
    for (const service of [...this.#createOwnServices(), ...services]) {
      this.#server.addService(service.definition, service.implementation);
    }
    const { credentials, certificate } = await createServerCredentials(environment.clientCertificate);
    const injector = this.#server.createConnectionInjector(credentials);
    const onConnection = (socket: Socket): void => {
      this.#track(socket);
      injector.injectConnection(socket);
    };
    this.#listener = await startListener({ environment, platform, logger, onConnection });
    const { network, address } = this.#listener;
    writeHandshakeLine(formatHandshakeLine({ protocolVersion, network, address, certificate }));
  }

  /**
   * Takes no further connection and ends the process's part in those that are open, well within the 2 s a host waits
   * before it kills: they have half a second to be closed by the host, as it does once its Shutdown is answered, or to
   * finish what is under way. Never rejects; further calls wait for the first.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#listener?.close();
    await this.#waitForDisconnect();
    this.#server.forceShutdown();
    for (const socket of this.#connections) socket.destroy();
  }

  #createOwnServices(): readonly GrpcService[] {
    const { logger, onShutdown } = this.#options;
    const toStatus = (error: unknown): RpcError => {
      if (!(error instanceof RpcError)) logger.error('a go-plugin call failed', { error });
      return RpcError.from(error);
    };
    return [
      createHealthService(toStatus),
      createControllerService(onShutdown, toStatus),
      createStdioService(toStatus),
      createBrokerService(logger, toStatus),
    ];
  }

  #track(socket: Socket): void {
    this.#connections.add(socket);
    this.#options.onConnections(this.#connections.size);
    // Whoever uses the socket sees it close; without a listener here the error would be an uncaught exception.
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
