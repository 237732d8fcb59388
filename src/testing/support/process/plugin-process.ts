import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type ServiceError, status } from '@grpc/grpc-js';
import { GRPCBrokerService } from '../../../backend/sdk/gen/goplugin/grpc_broker.ts';
import { GRPCControllerService } from '../../../backend/sdk/gen/goplugin/grpc_controller.ts';
import { GRPCStdioService } from '../../../backend/sdk/gen/goplugin/grpc_stdio.ts';
import { type HandshakeLine, parseHandshakeLine } from './handshake-line.ts';
import { hostEnvironment, type HostEnvironmentOptions } from './host-environment.ts';
import { connectPlugin, type HostCertificate, type PluginConnection } from './plugin-connection.ts';

export interface PluginProcessOptions extends HostEnvironmentOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly workingDirectory?: string;
  /** For AutoMTLS, which Grafana does not use; put the certificate into PLUGIN_CLIENT_CERT as well. */
  readonly hostCertificate?: HostCertificate;
  /** go-plugin's own is 60 s. */
  readonly startTimeoutMs?: number;
}

/** A plugin that a host started, beyond its first line. Stop it in the end, by whichever of the three ways. */
export interface PluginProcess extends PluginConnection {
  readonly handshake: HandshakeLine;
  readonly pid: number;
  /** From spawn to the first line. */
  readonly readyAfterMs: number;
  /** What came on stderr so far, a line each. */
  readonly stderrLines: readonly string[];
  /** What came on stdout after the first line so far; a plugin should leave it empty. */
  readonly strayOutput: readonly string[];
  /** What go-plugin would have complained about since connecting. */
  readonly hostProblems: readonly string[];
  readonly exited: Promise<PluginExit>;
  /** As Grafana 6.2 and newer stop a plugin: Shutdown, then up to 2 s, then SIGKILL. */
  shutdown(): Promise<PluginExit>;
  /** As Grafana 5 does: closes the connection, and after 250 ms SIGKILL. */
  disconnect(): Promise<PluginExit>;
  kill(signal?: NodeJS.Signals): Promise<PluginExit>;
}

export interface PluginExit {
  readonly code: number | null;
  /** SIGKILL when the plugin did not go by itself in time. */
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts an executable as Grafana does and connects to it, broker and stdio streams included; nothing is left running when it fails.
 * @throws what a Grafana log would say: no first line, an unrecognized one, exit before it.
 */
export async function startPluginProcess(options: PluginProcessOptions): Promise<PluginProcess> {
  const started = performance.now();
  const child = spawnPlugin(options);
  try {
    const line = await firstLine(child, options.startTimeoutMs ?? 60_000);
    const readyAfterMs = performance.now() - started;
    const handshake = parseHandshakeLine(line);
    const connection = connectPlugin(handshake, options.hostCertificate);
    return {
      ...connection,
      handshake,
      pid: child.process.pid ?? 0,
      readyAfterMs,
      stderrLines: child.stderr.lines,
      strayOutput: child.stdout.lines,
      hostProblems: openHostStreams(connection),
      exited: child.exited,
      shutdown: () => shutdown(child, connection),
      disconnect: () => disconnect(child, connection),
      kill: (signal = 'SIGKILL') => {
        child.process.kill(signal);
        return child.exited.finally(() => {
          connection.close();
        });
      },
    };
  } catch (error) {
    child.process.kill('SIGKILL');
    await child.exited.catch(() => undefined);
    throw error;
  }
}

interface PluginChild {
  readonly process: ChildProcess;
  readonly stdout: LineReader;
  readonly stderr: LineReader;
  /** Settles once the output is read to its end; rejects when the command cannot be started. */
  readonly exited: Promise<PluginExit>;
}

function spawnPlugin(options: PluginProcessOptions): PluginChild {
  const child = spawn(options.command, options.args ?? [], {
    cwd: options.workingDirectory,
    env: hostEnvironment(process.env, options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killWithHost = () => child.kill('SIGKILL');
  process.once('exit', killWithHost);
  const exited = new Promise<PluginExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', killWithHost);
      resolve({ code, signal });
    });
  });
  exited.catch(() => undefined);
  return { process: child, stdout: readLines(child.stdout), stderr: readLines(child.stderr), exited };
}

interface LineReader {
  readonly reader: Interface;
  readonly lines: string[];
}

function readLines(input: Readable): LineReader {
  const lines: string[] = [];
  const reader = createInterface({ input, crlfDelay: Infinity });
  reader.on('line', (line) => lines.push(line));
  return { reader, lines };
}

/** Takes the first line away from stdout's. */
async function firstLine({ stdout, stderr, exited }: PluginChild, startTimeoutMs: number): Promise<string> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new Error(`timeout while waiting for plugin to start: no line on stdout after ${startTimeoutMs} ms`));
  }, startTimeoutMs);
  try {
    const ended = exited.then(({ code, signal }) => {
      throw new Error(
        ['plugin exited before we could connect:', signal ?? `code ${String(code)}`, ...stderr.lines].join('\n'),
      );
    });
    await Promise.race([once(stdout.reader, 'line', { signal: late.signal }), ended]);
    return stdout.lines.shift() ?? '';
  } catch (error) {
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** As go-plugin does upon connecting. The list grows when a stream fails in a way that go-plugin complains about. */
function openHostStreams(connection: PluginConnection): readonly string[] {
  const problems: string[] = [];
  // go-plugin ignores whatever becomes of the broker.
  connection.open(GRPCBrokerService.startStream);
  const drain = async () => {
    for await (const { data } of connection.stream(GRPCStdioService.streamStdio, {}, { timeoutMs: Infinity })) {
      problems.push(`unexpected output on the stdio stream: ${data.toString('utf8')}`);
    }
  };
  drain().catch((error: unknown) => {
    const { code, message } = error as ServiceError;
    if (code === status.UNIMPLEMENTED) problems.push('stdio service not available');
    else if (code !== status.UNAVAILABLE && code !== status.CANCELLED) problems.push(`stdio stream: ${message}`);
  });
  return problems;
}

async function shutdown(child: PluginChild, connection: PluginConnection): Promise<PluginExit> {
  // A plugin that is gone already cannot answer, and one that does not answer is killed all the same.
  await connection.call(GRPCControllerService.shutdown, {}, { timeoutMs: 2000 }).catch(() => undefined);
  connection.close();
  return await exitWithin(child, 2000);
}

async function disconnect(child: PluginChild, connection: PluginConnection): Promise<PluginExit> {
  connection.close();
  return await exitWithin(child, 250);
}

async function exitWithin({ process: child, exited }: PluginChild, graceMs: number): Promise<PluginExit> {
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  return await exited.finally(() => {
    clearTimeout(timer);
  });
}
