import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { countOf, createPluginServer, drain, usePluginServers } from '../../../testing/support/plugin-server-stage.ts';
import { textMethods } from '../../../testing/support/servers/text-service.ts';
import { stopTimeouts } from '../../../testing/support/stop-timeouts.ts';
import { GRPCBrokerService } from '../gen/goplugin/grpc_broker.ts';
import { GRPCControllerService } from '../gen/goplugin/grpc_controller.ts';
import { GRPCStdioService } from '../gen/goplugin/grpc_stdio.ts';
import { RpcError } from '../grpc/rpc-error.ts';

// Before the stage's own hook, which stops what still runs: they are called in this order.
afterEach(() => {
  jest.useRealTimers();
});

const { start } = usePluginServers();

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
    // What ends all the same waits for no time.
    stopTimeouts();
    const stopped = server.stop();
    host.destroy();
    await stopped;
  });

  it('goes at once without connections, and only once', async () => {
    const { server } = await start();
    stopTimeouts();
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
    await createPluginServer({}).stop();
  });
});
