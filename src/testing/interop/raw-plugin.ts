import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A plugin process without a host: every byte it writes is kept. */
export interface RawPlugin {
  readonly pid: number;
  /** Resolves with the first line, newline included, or with what there was when stdout ended. */
  readonly firstLine: Promise<string>;
  readonly exited: Promise<RawExit>;
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
}

export interface RawExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Since it was started. */
  readonly afterMs: number;
}

const lifetimeMs = 20_000;

/** Starts an executable with exactly this environment; it is killed after 20 s at the latest. */
export function startRawPlugin(executable: string, environment: NodeJS.ProcessEnv): RawPlugin {
  const started = performance.now();
  const child = spawn(executable, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: lifetimeMs,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return {
    pid: child.pid ?? 0,
    firstLine: firstLine(child, () => output.stdout),
    exited: once(child, 'close').then(() => ({
      code: child.exitCode,
      signal: child.signalCode,
      afterMs: performance.now() - started,
    })),
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    signal: (name) => child.kill(name),
  };
}

async function firstLine({ stdout }: ChildProcess, read: () => string): Promise<string> {
  if (stdout === null) throw new Error('stdout is not a pipe');
  const ended = once(stdout, 'end').then(() => true);
  while (!read().includes('\n') && !(await Promise.race([ended, once(stdout, 'data').then(() => false)])));
  return read();
}
