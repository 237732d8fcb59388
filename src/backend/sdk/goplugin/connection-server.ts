import type { Socket } from 'node:net';
import { ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import type { GrpcService } from '../grpc/grpc-service.ts';
import { type CallMemory, decodeAndFree } from '../grpc/long-messages.ts';
import { RpcError } from '../grpc/rpc-error.ts';
import type { Logger } from '../log/logger.ts';
import { createBrokerService } from './services/broker-service.ts';
import { createControllerService } from './services/controller-service.ts';
import { createGrpcServer } from './grpc-server.ts';
import { createHealthService } from './services/health-service.ts';
import type { ServerIdentity } from './server-identity.ts';
import { createStdioService } from './services/stdio-service.ts';

/** Serves gRPC on connections that are accepted elsewhere. */
export interface ConnectionServer {
  serve(socket: Socket): void;
  /** Aborts all calls under way. */
  stop(): void;
}

export interface ConnectionServerOptions {
  /** The services of the data protocol. Those of go-plugin are added. */
  readonly services: readonly GrpcService[];
  /** Undefined: no TLS. */
  readonly identity: ServerIdentity | undefined;
  readonly logger: Logger;
  /** The host has called Shutdown and got its answer. */
  readonly onShutdown: () => void;
  /** Called before a request of so many bytes is decoded. */
  readonly onRequest: (bytes: number) => void;
  /** Absent: long requests are not counted. */
  readonly memory?: CallMemory | undefined;
}

/** Loading this module takes longer than everything before the handshake line. */
export function createConnectionServer(options: ConnectionServerOptions): ConnectionServer {
  const server = createGrpcServer(options.memory);
  for (const { definition, implementation } of [...createOwnServices(options), ...options.services]) {
    server.addService(withSizes(definition, options.onRequest), implementation);
  }
  const injector = server.createConnectionInjector(toCredentials(options.identity));
  return {
    serve: (socket) => {
      injector.injectConnection(socket);
    },
    stop: () => {
      server.forceShutdown();
    },
  };
}

function withSizes(definition: ServiceDefinition, onRequest: (bytes: number) => void): ServiceDefinition {
  const methods = Object.entries(definition).map(([name, method]) => {
    const requestDeserialize = (bytes: Buffer): unknown => {
      onRequest(bytes.length);
      return decodeAndFree(bytes, method.requestDeserialize);
    };
    return [name, { ...method, requestDeserialize }] as const;
  });
  return Object.fromEntries(methods);
}

function createOwnServices({ logger, onShutdown }: ConnectionServerOptions): readonly GrpcService[] {
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

function toCredentials(identity: ServerIdentity | undefined): ServerCredentials {
  if (identity === undefined) return ServerCredentials.createInsecure();
  const { trusted, privateKey, certificateChain } = identity;
  return ServerCredentials.createSsl(trusted, [{ private_key: privateKey, cert_chain: certificateChain }], true);
}
