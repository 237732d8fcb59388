import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { Client, credentials, status } from '@grpc/grpc-js';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseHandshakeLine } from '../../../testing/support/process/handshake-line.ts';
import type { HandshakeLine } from '../../../testing/support/process/handshake-line.ts';
import { connectPlugin } from '../../../testing/support/process/plugin-connection.ts';
import type { HostCertificate, PluginConnection } from '../../../testing/support/process/plugin-connection.ts';
import { textMethods } from '../../../testing/support/servers/text-service.ts';
import { GRPCBrokerService } from '../gen/goplugin/grpc_broker.ts';
import { GRPCControllerService } from '../gen/goplugin/grpc_controller.ts';
import { GRPCStdioService } from '../gen/goplugin/grpc_stdio.ts';
import { HealthCheckResponse_ServingStatus, HealthService } from '../gen/grpc/health/v1/health.ts';
import type { GrpcService } from '../grpc/grpc-service.ts';
import { RpcError } from '../grpc/rpc-error.ts';
import { unaryHandler } from '../grpc/unary-handler.ts';
import type { UnaryFunction } from '../grpc/unary-handler.ts';
import { createHclogLogger } from '../log/hclog.ts';
import { createServerCertificate } from './certificate.ts';
import type { ServerCertificate } from './certificate.ts';
import { parseGoPluginEnvironment } from './environment.ts';
import type { Variables } from './environment.ts';
import { PluginServer } from './plugin-server.ts';

let directory: string;
let running: TestServer | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'server'));
});

afterEach(async () => {
  jest.useRealTimers();
  running?.connection.close();
  await running?.server.stop();
  running = undefined;
  rmSync(directory, { recursive: true });
});

describe('PluginServer', () => {
  it('says one line once it can be reached', async () => {
    let isReachable: Promise<unknown[]> | undefined;
    const { lines } = await start({
      onLine: (line) => {
        isReachable = once(connect(parseHandshakeLine(line).address), 'connect');
      },
    });
    expect(lines).toEqual([expect.stringMatching(/^1\|2\|unix\|[^|]+\/plugin[0-9a-f]+\|grpc\|\n$/)]);
    await expect(isReachable).resolves.toBeDefined();
  });

  it("serves the protocol's services", async () => {
    const { connection } = await start({ answer: (request) => Promise.resolve(`${request}!`) });
    await expect(connection.call(textMethods.unary, 'hello')).resolves.toBe('hello!');
  });

  it('serves a host that has connected before the services are loaded', async () => {
    const early = Promise.withResolvers<PluginConnection>();
    await start({
      onLine: (line) => {
        early.resolve(connectPlugin(parseHandshakeLine(line)));
      },
      answer: (request) => Promise.resolve(`${request}!`),
      beforeServices: async (counts) => {
        (await early.promise).open(GRPCBrokerService.startStream);
        await countOf(counts, [1]);
      },
    });
    const connection = await early.promise;
    await expect(connection.call(textMethods.unary, 'early')).resolves.toBe('early!');
    connection.close();
  });

  it('says UNIMPLEMENTED of what it does not serve', async () => {
    const { connection } = await start();
    const unknown = { ...textMethods.unary, path: '/pluginv2.Data/QueryData' };
    await expect(connection.call(unknown, 'hello')).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });

  it('takes a request of 15 MiB and sends an answer of 50 MiB', async () => {
    const { connection } = await start({ answer: (request) => Promise.resolve('x'.repeat(request.length)) });
    const megabyte = 1 << 20;
    expect(await connection.call(textMethods.unary, 'x'.repeat(15 * megabyte))).toHaveLength(15 * megabyte);
    const { connection: other } = await restart({ answer: () => Promise.resolve('x'.repeat(50 * megabyte)) });
    expect(await other.call(textMethods.unary, 'big')).toHaveLength(50 * megabyte);
  });

  it('refuses a request beyond all measure', async () => {
    const { connection } = await start({ answer: () => Promise.resolve('taken') });
    await expect(connection.call(textMethods.unary, 'x'.repeat(65 << 20))).rejects.toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
    });
  });

  it('tells how many connections there are', async () => {
    const { handshake, counts } = await start();
    const [one, two] = [connect(handshake.address), connect(handshake.address)];
    await Promise.all([once(one, 'connect'), once(two, 'connect')]);
    await countOf(counts, [1, 2]);
    one.destroy();
    two.destroy();
    await countOf(counts, [1, 2, 1, 0]);
  });

  it('keeps a connection on which thousands of calls are cancelled', async () => {
    const { connection, counts } = await start({ answer: () => Promise.resolve('fine') });
    const broker = connection.open(GRPCBrokerService.startStream);
    for (let batch = 0; batch < 40; batch += 1) {
      await Promise.all(Array.from({ length: 50 }, () => watchOnce(connection)));
    }
    await expect(connection.call(textMethods.unary, 'still')).resolves.toBe('fine');
    expect(counts).toEqual([1]);
    broker.cancel();
  });

  it('survives a connection that talks nonsense', async () => {
    const { handshake, connection } = await start({ answer: () => Promise.resolve('fine') });
    const stranger = connect(handshake.address);
    stranger.end('GET / HTTP/1.1\r\n\r\n');
    stranger.resume();
    await once(stranger, 'close');
    await expect(connection.call(textMethods.unary, 'still')).resolves.toBe('fine');
  });

  it('does not start when there is nowhere to listen, and says no line', async () => {
    const lines: string[] = [];
    const server = createServer({ PLUGIN_UNIX_SOCKET_GROUP: 'no such group' }, { lines, counts: [], logs: [] });
    await expect(server.start({ protocolVersion: 2, loadServices: () => Promise.resolve([]) })).rejects.toThrow(
      'no such group',
    );
    expect(lines).toEqual([]);
    await server.stop();
  });
});

describe('PluginServer with the services of go-plugin', () => {
  it.each(['plugin', ''])('is healthy as %j', async (service) => {
    const { connection } = await start();
    const { SERVING } = HealthCheckResponse_ServingStatus;
    await expect(connection.call(HealthService.check, { service })).resolves.toEqual({ status: SERVING });
    for await (const first of connection.stream(HealthService.watch, { service })) {
      expect(first).toEqual({ status: SERVING });
      break;
    }
  });

  it('knows no other service', async () => {
    const { connection } = await start();
    await expect(connection.call(HealthService.check, { service: 'other' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: 'unknown service: expected "" or "plugin", got "other"',
    });
    for await (const first of connection.stream(HealthService.watch, { service: 'other' })) {
      expect(first).toEqual({ status: HealthCheckResponse_ServingStatus.SERVICE_UNKNOWN });
      break;
    }
  });

  it('keeps stdio open and silent, for one listener after another', async () => {
    const { connection } = await start();
    for (let listener = 1; listener <= 2; listener += 1) {
      const signal = AbortSignal.timeout(150);
      const messages = connection.stream(GRPCStdioService.streamStdio, {}, { signal });
      await expect(drain(messages)).rejects.toMatchObject({ code: status.CANCELLED });
    }
  });

  it('keeps the broker open, whatever the host offers', async () => {
    const { handshake, logs } = await start();
    const client = new Client(`unix:${handshake.address}`, credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = GRPCBrokerService.startStream;
    const broker = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    const messages: unknown[] = [];
    broker.on('data', (message) => messages.push(message));
    broker.write({ serviceId: 7, network: 'unix', address: '/somewhere', knock: undefined });
    while (logs.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.parse(logs[0] ?? '')).toMatchObject({ '@level': 'debug', serviceId: 7, address: '/somewhere' });
    await expect(Promise.race([once(broker, 'end'), expired(150)])).resolves.toBe('expired');
    expect(messages).toEqual([]);
    broker.end();
    await once(broker, 'end');
    client.close();
  });
});

describe('PluginServer with mutual TLS', () => {
  let host: ServerCertificate;
  let hostCertificate: HostCertificate;

  beforeAll(async () => {
    host = await createServerCertificate(Date.now());
    hostCertificate = { certificate: host.pem, privateKey: host.privateKeyPem };
  });

  it('answers the host whose certificate it was given', async () => {
    const answer = (request: string): Promise<string> => Promise.resolve(`${request}!`);
    const { connection, handshake } = await start({
      answer,
      variables: { PLUGIN_CLIENT_CERT: host.pem },
      hostCertificate,
    });
    expect(handshake.certificate?.length).toBeGreaterThan(300);
    await expect(connection.call(textMethods.unary, 'hello')).resolves.toBe('hello!');
  });

  it('refuses a stranger with another certificate', async () => {
    const { handshake } = await start({ variables: { PLUGIN_CLIENT_CERT: host.pem }, hostCertificate });
    const other = await createServerCertificate(Date.now());
    const stranger = connectPlugin(handshake, { certificate: other.pem, privateKey: other.privateKeyPem });
    const answer = stranger.call(HealthService.check, { service: '' }, { timeoutMs: 1000 });
    await expect(answer).rejects.toMatchObject({ code: expect.any(Number) });
    stranger.close();
  });

  it('refuses a stranger without a certificate', async () => {
    const { handshake } = await start({ variables: { PLUGIN_CLIENT_CERT: host.pem }, hostCertificate });
    const stranger = tlsConnect({ path: handshake.address, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    stranger.resume();
    await expect(once(stranger, 'end')).rejects.toMatchObject({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
  });

  it('refuses plain text', async () => {
    const { handshake } = await start({ variables: { PLUGIN_CLIENT_CERT: host.pem }, hostCertificate });
    const stranger = connectPlugin({ ...handshake, certificate: undefined });
    const answer = stranger.call(HealthService.check, { service: '' }, { timeoutMs: 1000 });
    await expect(answer).rejects.toMatchObject({ code: expect.any(Number) });
    stranger.close();
  });

  it('does not start with a certificate it cannot read', async () => {
    const server = createServer({ PLUGIN_CLIENT_CERT: 'nonsense' }, { lines: [], counts: [], logs: [] });
    await expect(server.start({ protocolVersion: 2, loadServices: () => Promise.resolve([]) })).rejects.toThrow(
      'expected PLUGIN_CLIENT_CERT to be a certificate in PEM form',
    );
    await server.stop();
  });
});

describe('stopping a PluginServer', () => {
  it('answers Shutdown, then asks to be stopped, and ends open streams and a query under way in time', async () => {
    const began = Promise.withResolvers<undefined>();
    const ended = Promise.withResolvers<unknown>();
    const { connection, server, handshake, shutdown } = await start({
      answer: (_request, { signal }) => {
        began.resolve(undefined);
        signal.addEventListener('abort', () => {
          ended.resolve(signal.reason);
        });
        return new Promise(() => undefined);
      },
    });
    const query = connection.call(textMethods.unary, 'forever').catch((error: unknown) => error);
    const stdio = drain(connection.stream(GRPCStdioService.streamStdio, {})).catch((error: unknown) => error);
    const broker = connection.open(GRPCBrokerService.startStream);
    await began.promise;
    await expect(connection.call(GRPCControllerService.shutdown, {})).resolves.toEqual({});
    await shutdown;
    await server.stop();
    expect(existsSync(handshake.address)).toBe(false);
    expect(await query).toMatchObject({ code: status.UNAVAILABLE });
    expect(await stdio).toMatchObject({ code: status.UNAVAILABLE });
    expect(await broker.ended).toMatchObject({ code: status.UNAVAILABLE });
    expect(await ended.promise).toBeInstanceOf(RpcError);
  });

  it('goes at once when the host has closed its connection', async () => {
    const { handshake, server, counts } = await start();
    const host = connect(handshake.address);
    await once(host, 'connect');
    await countOf(counts, [1]);
    stopTimers();
    const stopped = server.stop();
    host.destroy();
    await stopped;
  });

  it('goes at once without connections, and only once', async () => {
    const { server } = await start();
    stopTimers();
    const [first, second] = [server.stop(), server.stop()];
    expect(first).toBe(second);
    await first;
  });

  it('lets a query finish that needs little more', async () => {
    const began = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<string>();
    const { connection, server } = await start({
      answer: () => {
        began.resolve(undefined);
        return goOn.promise;
      },
    });
    const query = connection.call(textMethods.unary, 'quick');
    await began.promise;
    const stopped = server.stop();
    goOn.resolve('done');
    await expect(query).resolves.toBe('done');
    await stopped;
  });

  it('may be stopped before it was started', async () => {
    await createServer({}, { lines: [], counts: [], logs: [] }).stop();
  });
});

interface TestServer {
  readonly server: PluginServer;
  readonly connection: PluginConnection;
  readonly handshake: HandshakeLine;
  readonly lines: string[];
  readonly counts: number[];
  readonly logs: string[];
  readonly shutdown: Promise<unknown>;
}

interface StartOptions {
  readonly variables?: Variables;
  readonly answer?: UnaryFunction<string, string>;
  readonly onLine?: (line: string) => void;
  readonly beforeServices?: (counts: readonly number[]) => Promise<void>;
  readonly hostCertificate?: HostCertificate;
}

async function start(options: StartOptions = {}): Promise<TestServer> {
  const { variables, answer, onLine, beforeServices, hostCertificate } = options;
  const lines: string[] = [];
  const counts: number[] = [];
  const logs: string[] = [];
  const shutdown = Promise.withResolvers<undefined>();
  const onShutdown = (): void => {
    shutdown.resolve(undefined);
  };
  const server = createServer({ TMPDIR: directory, ...variables }, { lines, counts, logs, onLine, onShutdown });
  const toStatus = (error: unknown): RpcError => RpcError.from(error);
  const implementation = answer === undefined ? {} : { unary: unaryHandler(answer, toStatus) };
  const loadServices = async (): Promise<readonly GrpcService[]> => {
    await beforeServices?.(counts);
    return [{ definition: textMethods, implementation }];
  };
  await server.start({ protocolVersion: 2, loadServices });
  const handshake = parseHandshakeLine(lines[0] ?? '');
  const connection = connectPlugin(handshake, hostCertificate);
  running = { server, connection, handshake, lines, counts, logs, shutdown: shutdown.promise };
  return running;
}

async function restart(options: StartOptions): Promise<TestServer> {
  running?.connection.close();
  await running?.server.stop();
  return start(options);
}

interface Records {
  readonly lines: string[];
  readonly counts: number[];
  readonly logs: string[];
  readonly onLine?: ((line: string) => void) | undefined;
  readonly onShutdown?: () => void;
}

function createServer(variables: Variables, { lines, counts, logs, onLine, onShutdown }: Records): PluginServer {
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

/** Leaves after the first message, and so cancels the call. */
async function watchOnce(connection: PluginConnection): Promise<void> {
  const messages = connection.stream(HealthService.watch, { service: '' })[Symbol.asyncIterator]();
  await messages.next();
  await messages.return?.();
}

async function drain(messages: AsyncIterable<unknown>): Promise<void> {
  for await (const message of messages) throw new Error(`unexpected message ${String(message)}`);
}

async function countOf(counts: readonly number[], expected: readonly number[]): Promise<void> {
  while (counts.length < expected.length) await new Promise((resolve) => setImmediate(resolve));
  expect(counts).toEqual(expected);
}

/** From now on no timer fires: what ends all the same waits for none. */
function stopTimers(): void {
  const others = [
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'nextTick',
    'queueMicrotask',
  ] as const;
  jest.useFakeTimers({ doNotFake: [...others, 'Date', 'hrtime', 'performance'] });
}

function expired(ms: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve('expired');
    }, ms);
  });
}
