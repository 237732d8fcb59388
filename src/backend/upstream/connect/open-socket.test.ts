import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { openSocket } from './open-socket.ts';

const ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** Listens with room for two connections, and takes none for as long as it is stopped. */
const program = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/** A port on which a connection takes as long as one to a far country: the system drops what comes until `answer` is called. */
async function startSlowServer(): Promise<{ readonly port: number; answer(): void }> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  for (let count = 0; count < 3; count++) {
    const filling = connect(port, '127.0.0.1').on('error', () => undefined);
    ends.push(() => filling.destroy());
    // The last one waits as ours will.
    if (count < 2) await once(filling, 'connect');
  }
  return { port, answer: () => child.kill('SIGCONT') };
}

it('reaches a server whose first address answers late and whose last one cannot be reached', async () => {
  const server = await startSlowServer();
  let lookups = 0;
  const lookUp = (): Promise<{ address: string; family: number }[]> => {
    lookups += 1;
    if (lookups === 2) server.answer();
    return Promise.resolve([
      { address: '127.0.0.1', family: 4 },
      // Nobody listens there.
      { address: '::1', family: 6 },
    ]);
  };
  const target = { host: 'metrics.test', port: server.port };
  const socket = await openSocket(target, { dialMs: 30_000, keepAliveMs: 0, lookUp });
  ends.push(() => socket.destroy());
  expect([socket.remoteAddress, lookups]).toEqual(['127.0.0.1', 2]);
});
