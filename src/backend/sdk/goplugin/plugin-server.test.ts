import { once } from 'node:events';
import { connect } from 'node:net';
import { status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { countOf, createPluginServer, usePluginServers } from '../../../testing/support/plugin-server-stage.ts';
import { parseHandshakeLine } from '../../../testing/support/process/handshake-line.ts';
import { connectPlugin, type PluginConnection } from '../../../testing/support/process/plugin-connection.ts';
import { textMethods } from '../../../testing/support/servers/text-service.ts';
import { GRPCBrokerService } from '../gen/goplugin/grpc_broker.ts';
import { HealthService } from '../gen/grpc/health/v1/health.ts';

const { start, restart } = usePluginServers();

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
    const server = createPluginServer({ PLUGIN_UNIX_SOCKET_GROUP: 'no such group' }, { lines });
    await expect(server.start({ protocolVersion: 2, loadServices: () => Promise.resolve([]) })).rejects.toThrow(
      'no such group',
    );
    expect(lines).toEqual([]);
    await server.stop();
  });
});

/** Leaves after the first message, and so cancels the call. */
async function watchOnce(connection: PluginConnection): Promise<void> {
  const messages = connection.stream(HealthService.watch, { service: '' })[Symbol.asyncIterator]();
  await messages.next();
  await messages.return?.();
}
