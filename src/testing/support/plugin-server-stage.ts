import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { parseGoPluginEnvironment, type Variables } from '../../backend/sdk/goplugin/environment.ts';
import { PluginServer } from '../../backend/sdk/goplugin/plugin-server.ts';
import type { GrpcService } from '../../backend/sdk/grpc/grpc-service.ts';
import { RpcError } from '../../backend/sdk/grpc/rpc-error.ts';
import { type UnaryFunction, unaryHandler } from '../../backend/sdk/grpc/unary-handler.ts';
import { createHclogLogger } from '../../backend/sdk/log/hclog.ts';
import { type HandshakeLine, parseHandshakeLine } from './process/handshake-line.ts';
import { connectPlugin, type HostCertificate, type PluginConnection } from './process/plugin-connection.ts';
import { textMethods } from './servers/text-service.ts';

/** Starts servers with one service, which answers texts, and a host that is connected to each. */
export interface PluginServerStage {
  readonly start: (options?: StartOptions) => Promise<TestServer>;
  /** Stops the one that runs, and starts another. */
  readonly restart: (options: StartOptions) => Promise<TestServer>;
}

export interface TestServer {
  readonly server: PluginServer;
  readonly connection: PluginConnection;
  readonly handshake: HandshakeLine;
  readonly lines: string[];
  /** How many connections there were, after each change. */
  readonly counts: number[];
  readonly logs: string[];
  readonly shutdown: Promise<unknown>;
}

export interface StartOptions {
  readonly variables?: Variables;
  readonly answer?: UnaryFunction<string, string>;
  readonly onLine?: (line: string) => void;
  readonly beforeServices?: (counts: readonly number[]) => Promise<void>;
  readonly hostCertificate?: HostCertificate;
}

/** What is started in a test ends with it. */
export function usePluginServers(): PluginServerStage {
  let directory: string;
  let running: TestServer | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'server'));
  });
  const stop = async (): Promise<void> => {
    running?.connection.close();
    await running?.server.stop();
    running = undefined;
  };
  afterEach(async () => {
    await stop();
    rmSync(directory, { recursive: true });
  });
  const start = async (options: StartOptions = {}): Promise<TestServer> => {
    running = await startServer(directory, options);
    return running;
  };
  const restart = async (options: StartOptions): Promise<TestServer> => {
    await stop();
    return start(options);
  };
  return { start, restart };
}

async function startServer(directory: string, options: StartOptions): Promise<TestServer> {
  const { variables, answer, onLine, beforeServices, hostCertificate } = options;
  const lines: string[] = [];
  const counts: number[] = [];
  const logs: string[] = [];
  const shutdown = Promise.withResolvers<undefined>();
  const onShutdown = (): void => {
    shutdown.resolve(undefined);
  };
  const server = createPluginServer({ TMPDIR: directory, ...variables }, { lines, counts, logs, onLine, onShutdown });
  const toStatus = (error: unknown): RpcError => RpcError.from(error);
  const implementation = answer === undefined ? {} : { unary: unaryHandler(answer, toStatus) };
  const loadServices = async (): Promise<readonly GrpcService[]> => {
    await beforeServices?.(counts);
    return [{ definition: textMethods, implementation }];
  };
  await server.start({ protocolVersion: 2, loadServices });
  const handshake = parseHandshakeLine(lines[0] ?? '');
  const connection = connectPlugin(handshake, hostCertificate);
  return { server, connection, handshake, lines, counts, logs, shutdown: shutdown.promise };
}

interface Records {
  readonly lines?: string[];
  readonly counts?: number[];
  readonly logs?: string[];
  readonly onLine?: ((line: string) => void) | undefined;
  readonly onShutdown?: () => void;
}

/** One that is not started, and writes down what it says. */
export function createPluginServer(
  variables: Variables,
  { lines = [], counts = [], logs = [], onLine, onShutdown }: Records = {},
): PluginServer {
  return new PluginServer({
    environment: parseGoPluginEnvironment(variables),
    platform: process.platform,
    logger: createHclogLogger({ module: 'test', level: 'debug', write: (line) => logs.push(line) }),
    writeHandshakeLine: (line) => {
      lines.push(line);
      onLine?.(line);
    },
    onShutdown: onShutdown ?? (() => undefined),
    onConnections: (openCount) => {
      counts.push(openCount);
    },
    onRequest: () => undefined,
  });
}

/** Waits until there are so many counts. */
export async function countOf(counts: readonly number[], expected: readonly number[]): Promise<void> {
  while (counts.length < expected.length) await new Promise((resolve) => setImmediate(resolve));
  expect(counts).toEqual(expected);
}

/** Expects a stream to end without a message. */
export async function drain(messages: AsyncIterable<unknown>): Promise<void> {
  for await (const message of messages) throw new Error(`unexpected message ${String(message)}`);
}
