import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, status } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import { drain, usePluginServers } from '../../../../testing/support/plugin-server-stage.ts';
import { GRPCBrokerService } from '../../gen/goplugin/grpc_broker.ts';
import { GRPCStdioService } from '../../gen/goplugin/grpc_stdio.ts';
import { HealthCheckResponse_ServingStatus, HealthService } from '../../gen/grpc/health/v1/health.ts';

const { start } = usePluginServers();

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
    await expect(Promise.race([once(broker, 'end'), sleep(150, 'expired')])).resolves.toBe('expired');
    expect(messages).toEqual([]);
    broker.end();
    await once(broker, 'end');
    client.close();
  });
});
