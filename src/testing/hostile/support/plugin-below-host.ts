import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseHandshakeLine } from '../../support/process/handshake-line.ts';
import { hostEnvironment } from '../../support/process/host-environment.ts';
import { connectPlugin, type PluginConnection } from '../../support/process/plugin-connection.ts';

/** A plugin whose host is a process of its own, which can be killed. */
export interface PluginBelowHost extends PluginConnection {
  readonly pid: number;
  readonly address: string;
  readonly host: ChildProcess;
  /** The host's connection goes with the host, as it does in Grafana. */
  readonly killHost: () => void;
  /** Ends what is left. */
  readonly clear: () => void;
}

/** The host reads the plugin's stderr, and hands its handshake line and pid on. */
const hostProgram = `
  const [command] = process.argv.slice(1);
  const child = require('node:child_process').spawn(command, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.resume();
  child.stdout.once('data', (line) => process.stdout.write(child.pid + ' ' + line));
`;

export async function startPluginBelowHost(command: string): Promise<PluginBelowHost> {
  const env = hostEnvironment(process.env, { protocolVersions: '2', grafanaVersion: '12.0.0' });
  const host = spawn(process.execPath, ['-e', hostProgram, command], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(host.stdout), 'line')) as [string];
  const [, pidText = '', handshakeLine = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
  const pid = Number(pidText);
  const handshake = parseHandshakeLine(handshakeLine);
  const connection = connectPlugin(handshake);
  return {
    ...connection,
    pid,
    address: handshake.address,
    host,
    killHost: () => {
      connection.close();
      host.kill('SIGKILL');
    },
    clear: () => {
      connection.close();
      host.kill('SIGKILL');
      kill(pid);
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, as wanted.
  }
}
