import {
  type ChannelCredentials,
  Client,
  type ClientReadableStream,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import type { HandshakeLine } from './handshake-line.ts';

/** A host's connection with one plugin. Methods are entries of the generated service definitions: `DataService.queryData`. */
export interface PluginConnection {
  /** @throws {ServiceError} grpc-js's, with `code` and `details`. */
  call<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options?: HostCallOptions,
  ): Promise<Response>;
  /** The answers of a method that streams them; ends the call when the caller stops iterating. */
  stream<Request, Response>(
    method: MethodDefinition<Request, Response>,
    request: Request,
    options?: HostCallOptions,
  ): AsyncIterable<Response>;
  /** A call of a method that streams both ways, which stays open until it is cancelled or the connection closes. */
  open<Request, Response>(method: MethodDefinition<Request, Response>): OpenStream;
  /** Calls under way fail. */
  close(): void;
}

export interface HostCallOptions {
  /** 30 s unless told, as Grafana's alerting waits; Infinity sets no deadline. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** gRPC metadata, such as traceparent. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface OpenStream {
  /** Resolves when the plugin ends the stream, or it fails: with the error. */
  readonly ended: Promise<ServiceError | undefined>;
  cancel(): void;
}

/** PEM texts of a host that does AutoMTLS. */
export interface HostCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Dials as go-plugin does: authority "unused", no limit on sizes. Nothing is sent before the first call. */
export function connectPlugin(handshake: HandshakeLine, hostCertificate?: HostCertificate): PluginConnection {
  const { network, address } = handshake;
  const client = new Client(
    network === 'unix' ? `unix:${address}` : address,
    toCredentials(handshake, hostCertificate),
    {
      'grpc.default_authority': hostCertificate === undefined ? 'unused' : 'localhost',
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      'grpc.ssl_target_name_override': 'localhost',
    },
  );
  return {
    call: (method, request, options) => call({ client, method, request, options: options ?? {} }),
    stream: (method, request, options) => stream({ client, method, request, options: options ?? {} }),
    open: (method) => open(client, method),
    close: () => {
      client.close();
    },
  };
}

function toCredentials({ certificate }: HandshakeLine, host: HostCertificate | undefined): ChannelCredentials {
  if (host === undefined) {
    if (certificate !== undefined)
      throw new Error('error parsing server cert: the plugin sent one that nobody asked for');
    return credentials.createInsecure();
  }
  if (certificate === undefined)
    throw new Error('expected a certificate on the first line, since the host sent its own');
  const body = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  const authority = Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`);
  return credentials.createSsl(authority, Buffer.from(host.privateKey), Buffer.from(host.certificate));
}

interface CallParts<Request, Response> {
  readonly client: Client;
  readonly method: MethodDefinition<Request, Response>;
  readonly request: Request;
  readonly options: HostCallOptions;
}

function call<Request, Response>(parts: CallParts<Request, Response>): Promise<Response> {
  const { client, method, request, options } = parts;
  return new Promise((resolve, reject) => {
    const running = client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      toMetadata(options),
      { deadline: toDeadline(options) },
      (error, response) => {
        options.signal?.removeEventListener('abort', cancel);
        if (response !== undefined) resolve(response);
        else reject(error ?? new Error(`${method.path} answered nothing`));
      },
    );
    const cancel = () => {
      running.cancel();
    };
    options.signal?.addEventListener('abort', cancel, { once: true });
  });
}

async function* stream<Request, Response>(parts: CallParts<Request, Response>): AsyncIterable<Response> {
  const { client, method, request, options } = parts;
  const running: ClientReadableStream<Response> = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
    toMetadata(options),
    { deadline: toDeadline(options) },
  );
  const cancel = () => {
    running.cancel();
  };
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    yield* running as AsyncIterable<Response>;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

function open<Request, Response>(client: Client, method: MethodDefinition<Request, Response>): OpenStream {
  const running = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  running.resume();
  const ended = new Promise<ServiceError | undefined>((resolve) => {
    running.on('error', (error: ServiceError) => {
      resolve(error.code === status.CANCELLED ? undefined : error);
    });
    running.on('end', () => {
      resolve(undefined);
    });
  });
  return {
    ended,
    cancel: () => {
      running.cancel();
    },
  };
}

function toMetadata({ metadata = {} }: HostCallOptions): Metadata {
  const result = new Metadata();
  for (const [name, value] of Object.entries(metadata)) result.set(name, value);
  return result;
}

function toDeadline({ timeoutMs = 30_000 }: HostCallOptions): number {
  return Date.now() + timeoutMs;
}
