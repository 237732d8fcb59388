import { type MethodDefinition, type ServiceError, status } from '@grpc/grpc-js';
import type { PluginConnection } from '../../../support/process/plugin-connection.ts';

export interface Outcome {
  readonly code: status;
  readonly details: string;
}

/** A stream that has not failed by then is one that goes on. */
const watchedMs = 25;

interface Sending {
  readonly request: Uint8Array;
  /** Whether the answers may have no end. */
  readonly goesOn?: boolean;
}

/** Sends a request of any bytes. @returns how the call ended; OK for one that goes on. */
export async function sendBytes(
  connection: Pick<PluginConnection, 'stream'>,
  path: string,
  { request, goesOn = false }: Sending,
): Promise<Outcome> {
  const enough = new AbortController();
  const timer = setTimeout(
    () => {
      enough.abort();
    },
    goesOn ? watchedMs : 60_000,
  );
  try {
    const options = { timeoutMs: 20_000, signal: enough.signal };
    const answers = connection.stream(rawMethod(path), Buffer.from(request), options);
    for await (const answer of answers) if (answer.length < 0) break;
    return { code: status.OK, details: '' };
  } catch (error) {
    const { code, details } = error as ServiceError;
    return enough.signal.aborted && code === status.CANCELLED
      ? { code: status.OK, details: 'goes on' }
      : { code, details };
  } finally {
    clearTimeout(timer);
  }
}

function rawMethod(path: string): MethodDefinition<Buffer, Buffer> {
  const asItIs = (bytes: Buffer): Buffer => bytes;
  return {
    path,
    requestStream: false,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  };
}
