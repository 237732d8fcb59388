import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '../log/logger.ts';
import { parseGoPluginEnvironment } from './environment.ts';
import type { Variables } from './environment.ts';
import { startListener } from './listener.ts';
import type { Listener } from './listener.ts';

let directory: string;
let listeners: Listener[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'listener'));
  listeners = [];
});

afterEach(() => {
  for (const listener of listeners) listener.close();
  rmSync(directory, { recursive: true });
});

describe('startListener', () => {
  it('listens on a socket in the temporary directory', async () => {
    const { network, address } = await start({ TMPDIR: directory });
    expect([network, dirname(address)]).toEqual(['unix', directory]);
    expect(statSync(address).isSocket()).toBe(true);
    await expectAnswer(connect(address));
  });

  it("prefers the host's directory", async () => {
    const { address } = await start({ TMPDIR: '/nowhere', PLUGIN_UNIX_SOCKET_DIR: directory });
    expect(dirname(address)).toBe(directory);
  });

  it.each([
    ['is too long', () => join(directory, 'd'.repeat(120))],
    ['does not exist', () => join(directory, 'missing')],
    ["has the handshake line's separator", () => existing('a|b')],
    ['has a line break', () => existing('a\nb')],
  ])('goes to /tmp when the directory %s', async (_, toDirectory) => {
    const { network, address } = await start({ TMPDIR: toDirectory() });
    expect([network, dirname(address)]).toEqual(['unix', '/tmp']);
    await expectAnswer(connect(address));
  });

  it('lets nobody in but the owner, whatever umask the host has', async () => {
    const umask = process.umask(0);
    try {
      const { address } = await start({ TMPDIR: directory });
      expect(statSync(address).mode & 0o077).toBe(0);
      expect(process.umask(0)).toBe(0);
    } finally {
      process.umask(umask);
    }
  });

  it('lets a group in', async () => {
    const { address } = await start({ TMPDIR: directory, PLUGIN_UNIX_SOCKET_GROUP: String(process.getgid?.()) });
    expect(statSync(address).mode & 0o777).toBe(0o660);
  });

  it('does not start, and leaves nothing behind, when there is no such group', async () => {
    const sockets = join(directory, 'sockets');
    mkdirSync(sockets);
    await expect(start({ TMPDIR: sockets, PLUGIN_UNIX_SOCKET_GROUP: 'no such group' })).rejects.toThrow(
      'no such group',
    );
    expect(readdirSync(sockets)).toEqual([]);
  });

  it('removes its socket on closing, takes nobody further and keeps who is there', async () => {
    const listener = await start({ TMPDIR: directory });
    const socket = connect(listener.address);
    await once(socket, 'data');
    listener.close();
    expect(existsSync(listener.address)).toBe(false);
    await expect(once(connect(listener.address), 'connect')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(socket.destroyed).toBe(false);
    socket.destroy();
    listener.close();
  });

  it('leaves no exit hook behind', async () => {
    const before = process.listenerCount('exit');
    const listener = await start({ TMPDIR: directory });
    expect(process.listenerCount('exit')).toBe(before + 1);
    listener.close();
    expect(process.listenerCount('exit')).toBe(before);
  });
});

describe('startListener on Windows', () => {
  it('takes the first free port of the range, on 127.0.0.1 only', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const range = { PLUGIN_MIN_PORT: String(port), PLUGIN_MAX_PORT: String(Math.min(port + 50, 65535)) };
    const { network, address } = await start(range, 'win32');
    taken.close();
    expect(network).toBe('tcp');
    const [host, chosen] = address.split(':');
    expect(host).toBe('127.0.0.1');
    expect(Number(chosen)).toBeGreaterThan(port);
    expect(Number(chosen)).toBeLessThanOrEqual(port + 50);
    await expectAnswer(connect(Number(chosen), '127.0.0.1'));
    await expect(once(connect(Number(chosen), '127.0.0.2'), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('says when there is none', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const port = String((taken.address() as AddressInfo).port);
    await expect(start({ PLUGIN_MIN_PORT: port, PLUGIN_MAX_PORT: port }, 'win32')).rejects.toThrow(
      `expected a free TCP port of 127.0.0.1 from ${port} to ${port}, found none`,
    );
    taken.close();
  });
});

async function start(variables: Variables, platform: NodeJS.Platform = process.platform): Promise<Listener> {
  const onConnection = (socket: Socket): void => {
    socket.end('hello');
  };
  const environment = parseGoPluginEnvironment(variables);
  const listener = await startListener({ environment, platform, logger: silentLogger, onConnection });
  listeners.push(listener);
  return listener;
}

function existing(name: string): string {
  const path = join(directory, name);
  mkdirSync(path);
  return path;
}

async function expectAnswer(socket: Socket): Promise<void> {
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString()).toBe('hello');
  socket.destroy();
}
