import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
} from '@grpc/grpc-js';

export interface TextHandlers {
  readonly unary?: handleUnaryCall<string, string>;
  readonly serverStream?: handleServerStreamingCall<string, string>;
  readonly bidiStream?: handleBidiStreamingCall<string, string>;
}

export interface TextServer {
  readonly client: Client;
  close(): void;
}

/**
 * A gRPC server of whatever handlers are to be tried, and a client that is connected to it. Messages are texts, and never empty: grpc-js takes
 * a falsy message for none.
 */
export async function serveText(handlers: TextHandlers): Promise<TextServer> {
  const server = new Server();
  server.addService(textMethods, { ...handlers });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    client,
    close: () => {
      client.close();
      server.forceShutdown();
    },
  };
}

const toText = (bytes: Buffer): string => bytes.toString();
const toBytes = (text: string): Buffer => Buffer.from(text);
const texts = {
  requestSerialize: toBytes,
  requestDeserialize: toText,
  responseSerialize: toBytes,
  responseDeserialize: toText,
};

export const textMethods = {
  unary: { path: '/test.Text/Unary', requestStream: false, responseStream: false, ...texts },
  serverStream: { path: '/test.Text/ServerStream', requestStream: false, responseStream: true, ...texts },
  bidiStream: { path: '/test.Text/BidiStream', requestStream: true, responseStream: true, ...texts },
} as const;
