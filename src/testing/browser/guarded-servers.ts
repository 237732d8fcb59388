import { createServer, type IncomingMessage, request as forward, type Server, type ServerResponse } from 'node:http';

import { type Listening, listen } from '../support/listen.ts';

/** Servers that the plugin meets in the field, in front of the example server or instead of it. */
export interface GuardedServers {
  /** Asks for basic auth as `reader` with `open sesame`; behind it is the example server. */
  readonly passwordUrl: string;
  /** Takes every request and answers none. */
  readonly silentUrl: string;
  close(): Promise<void>;
}

export const guardedUser = { name: 'reader', password: 'open sesame' };

export async function startGuardedServers(exampleUrl: string): Promise<GuardedServers> {
  const password = await listen(passwordServer(exampleUrl));
  const silent = await listen(createServer());
  return {
    passwordUrl: urlOf(password),
    silentUrl: urlOf(silent),
    async close() {
      await Promise.all([password.close(), silent.close()]);
    },
  };
}

function urlOf({ port }: Listening): string {
  return `http://127.0.0.1:${port}`;
}

function passwordServer(exampleUrl: string): Server {
  const expected = `Basic ${Buffer.from(`${guardedUser.name}:${guardedUser.password}`).toString('base64')}`;
  return createServer((request, response) => {
    if (request.headers.authorization === expected) {
      pass(exampleUrl, request, response);
      return;
    }
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="metrics"' });
    response.end(JSON.stringify({ message: 'the password of "reader" is not this one' }));
  });
}

function pass(exampleUrl: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '/' } = request;
  const onward = forward(new URL(url, exampleUrl), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
