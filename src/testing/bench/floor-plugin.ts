/**
 * The least a TypeScript plugin could do: grpc-js answers every query with a message made beforehand, in either protocol
 * version, and never asks the server. What the bench measures of it is transport and the host's own work.
 */
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type handleUnaryCall, Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import { DatasourcePluginService } from '../../backend/sdk/gen/pluginv1/datasource.ts';
import { DataService } from '../../backend/sdk/gen/pluginv2/backend.ts';
import { silentLogger } from '../../backend/sdk/log/logger.ts';
import { encodeDatasourceResponse } from '../../backend/sdk/protocol/v1/to-proto.ts';
import { runAtOnce } from '../../backend/sdk/turns/steps.ts';
import { encodeQueryDataResponse } from '../../backend/sdk/protocol/v2/encode-query-data-response.ts';

const version = process.env['PLUGIN_PROTOCOL_VERSIONS'] === '2' ? 2 : 1;
const socket = path.join(tmpdir(), `plugin${randomUUID()}`);
const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
const { path: methodPath } = version === 1 ? DatasourcePluginService.query : DataService.queryData;
server.addService(rawUnaryService(methodPath), {
  answer: answerWithMessageOf(version === 1 ? encodeVersion1 : encodeVersion2),
});
server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
  if (error !== null) throw error;
  process.stdout.write(`1|${version}|unix|${socket}|grpc|\n`);
});

function rawUnaryService(methodPath: string): ServiceDefinition {
  const raw = (bytes: Buffer): Buffer => bytes;
  const serialization = {
    requestSerialize: raw,
    requestDeserialize: raw,
    responseSerialize: raw,
    responseDeserialize: raw,
  };
  return { answer: { path: methodPath, requestStream: false, responseStream: false, ...serialization } };
}

type Encode = (frames: readonly DataFrame[]) => Buffer;

function answerWithMessageOf(encode: Encode): handleUnaryCall<Buffer, Buffer> {
  const messages = new Map<string, Buffer>();
  return ({ request }, callback) => {
    const [name = '', kind = '', count = ''] = /(points|digits|series)-(\d+)/.exec(request.toString('latin1')) ?? [];
    const message = messages.get(name) ?? encode(framesOf(kind, Number(count)));
    messages.set(name, message);
    callback(null, message);
  };
}

function encodeVersion1(frames: readonly DataFrame[]): Buffer {
  return runAtOnce(encodeDatasourceResponse(new Map([['A', { frames }]]), {}));
}

function encodeVersion2(frames: readonly DataFrame[]): Buffer {
  return runAtOnce(
    encodeQueryDataResponse(new Map([['A', { frames }]]), { printfErrors: false, logger: silentLogger }),
  );
}

function framesOf(kind: string, count: number): DataFrame[] {
  if (kind !== 'series') return [frameOf('floor', count)];
  return Array.from({ length: count }, (_, i) => frameOf(`server-${String(i).padStart(5, '0')}`, 10));
}

function frameOf(name: string, points: number): DataFrame {
  return {
    name,
    meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
    fields: [
      {
        name: 'time',
        type: 'time',
        values: Float64Array.from({ length: points }, (_, i) => 1_714_543_200_000 + i * 1000),
      },
      { name, type: 'float64', values: Float64Array.from({ length: points }, (_, i) => Math.sin(i)) },
    ],
  };
}
