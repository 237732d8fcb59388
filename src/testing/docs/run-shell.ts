import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { distFolder, rootFolder } from '../../../scripts/build/build-paths.ts';
import { executableName, ownTarget } from '../../../scripts/build/build-targets.ts';

/** A reader's terminal: a folder that looks like the plugin's, and nothing else. */
export interface ShellStage {
  readonly folder: string;
  /** Runs a script to its end, as `bash -euo pipefail` does. */
  run(script: string): Promise<ShellResult>;
  /** Starts a script that does not end by itself. @throws when it ends before it has printed `until`. */
  start(script: string, until: string): Promise<StartedShell>;
  close(): Promise<void>;
}

export interface ShellResult {
  readonly code: number | null;
  /** stdout and stderr, in the order in which they came. */
  readonly output: string;
}

export interface StartedShell {
  /** So far. */
  output(): string;
  stop(): Promise<void>;
}

/** What the pages call the executable, on whatever machine this is. */
const documentedExecutable = 'simple-json-plugin_linux_amd64';

export async function openShellStage(): Promise<ShellStage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'documented-commands-'));
  await symlink(path.join(distFolder, executableName(ownTarget())), path.join(folder, documentedExecutable));
  await symlink(path.join(rootFolder, 'docs'), path.join(folder, 'docs'));
  const started = new Set<StartedShell>();
  return {
    folder,
    run: async (script) => {
      const { child, output } = spawnShell(folder, script);
      await once(child, 'close');
      return { code: child.exitCode, output: output() };
    },
    start: async (script, until) => {
      const shell = await startShell(folder, script, until);
      started.add(shell);
      return shell;
    },
    close: async () => {
      await Promise.all([...started].map((shell) => shell.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface SpawnedShell {
  readonly child: ChildProcess;
  readonly output: () => string;
}

function spawnShell(folder: string, script: string): SpawnedShell {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    // A group of its own, so that what a script starts can be ended with it.
    detached: true,
    env: {
      // The Node.js that runs this is the `node` of the commands.
      PATH: [path.dirname(process.execPath), process.env['PATH'] ?? '', '/usr/local/go/bin'].join(':'),
      HOME: folder,
      // What Go has compiled once on this machine, as its standard library, it takes from there.
      GOCACHE: process.env['GOCACHE'] ?? path.join(homedir(), '.cache/go-build'),
      GOTOOLCHAIN: 'local',
      NO_COLOR: '1',
      PYTHONUNBUFFERED: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return { child, output: () => output };
}

async function startShell(folder: string, script: string, until: string): Promise<StartedShell> {
  const { child, output } = spawnShell(folder, script);
  const closed = once(child, 'close');
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (output().includes(until)) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => {
      reject(new Error(`expected to read ${JSON.stringify(until)} from:\n${script}\nwhich printed:\n${output()}`));
    });
  });
  return {
    output,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        process.kill(-child.pid, 'SIGTERM');
      }
      await closed;
    },
  };
}
