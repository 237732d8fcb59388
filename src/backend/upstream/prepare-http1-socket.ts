import type { Socket } from 'node:net';
import { errorCode } from './connect-failure.ts';

/**
 * Makes a reset what it is, an answer that breaks off. undici takes ECONNRESET for the end of a body that nothing but the
 * connection's end ends (onHttpSocketError in its client-h1.js), and so a part of an answer for the whole.
 * @param socket before undici gets it
 */
export function prepareHttp1Socket(socket: Socket): void {
  socket.prependListener('error', (error) => {
    if (errorCode(error) === 'ECONNRESET') Object.assign(error, { code: 'ECONNABORTED' });
  });
}
