import { getAsset, isSea } from 'node:sea';
import { setFlagsFromString } from 'node:v8';
import pluginJson from '../plugin.json' with { type: 'json' };
import type { AnswerDecoder } from './decode/answer-decoder.ts';
import type { GrpcService } from './sdk/grpc/grpc-service.ts';
import { parseGoPluginEnvironment } from './sdk/goplugin/environment.ts';
import type { GoPluginEnvironment } from './sdk/goplugin/environment.ts';
import { checkMagicCookie, negotiateProtocolVersion } from './sdk/goplugin/handshake.ts';
import { HostWatch } from './sdk/goplugin/host-watch.ts';
import { collectThoroughly, releaseIdleMemory } from './sdk/process/idle-memory.ts';
import { logUnhandledFailures } from './sdk/process/last-resort.ts';
import { watchLoopDelay } from './sdk/process/loop-delay.ts';
import { createParentProbe } from './sdk/process/parent-watch.ts';
import { PluginServer } from './sdk/goplugin/plugin-server.ts';
import { createProcessEnd } from './sdk/process/process-end.ts';
import { handleSignals } from './sdk/process/signals.ts';
import { watchdogAsset } from './sdk/process/watchdog-asset.ts';
import { createWatchdog } from './sdk/process/watchdog.ts';
import type { Watchdog } from './sdk/process/watchdog.ts';
import { createHclogLogger } from './sdk/log/hclog.ts';
import { formatHclogLine } from './sdk/log/hclog-line.ts';
import { createLineWriter } from './sdk/log/line-writer.ts';
import { silentLogger } from './sdk/log/logger.ts';
import type { Logger } from './sdk/log/logger.ts';
import { parseLogLevel } from './sdk/log/parse-log-level.ts';
import { redirectConsole } from './sdk/log/redirect-console.ts';
import { writeFully } from './sdk/log/write-fully.ts';
import type { Plugin } from './sdk/api/plugin.ts';
import type { SharedMemoryBudget } from './upstream/contract/memory-budget.ts';
import { usableVersions } from './sdk/protocol/negotiated-versions.ts';

const handshakeConfig = { magicCookieKey: 'grafana_plugin_type', magicCookieValue: 'datasource' };

void main();

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.length > 0) await runAsCommand(args);
  else if (checkMagicCookie(process.env, handshakeConfig) === 'right') await serve();
  else explain();
}

/** Somebody started the file by hand. */
function explain(): void {
  const lines = [
    'This file is the backend of a Grafana data source plugin. Grafana starts it when it starts itself.',
    "Copy the plugin's whole folder below Grafana's plugin directory and restart Grafana.",
    'To try out a Simple JSON server with it by hand, see what --help says.',
  ];
  writeFully(2, `${lines.join('\n')}\n`);
  process.exit(1);
}

/** Loaded only now: a host waits for nothing that a command needs. */
async function runAsCommand(args: readonly string[]): Promise<void> {
  const { parseCommandLine } = await import('./command-line.ts');
  const { runCommand } = await import('./commands/run-command.ts');
  const { toCommandOutput } = await import('./commands/command-output.ts');
  const command = parseCommandLine(args);
  if (command.kind === 'serve') return serve();
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped.abort();
    });
  }
  const output = toCommandOutput(process.stdout, process.stderr);
  process.exitCode = await runCommand(command, {
    loadPlugin: async () => {
      const { decodeAnswer } = await import('./decode/decode-answer.ts');
      return loadPlugin(silentLogger, { decode: (kind, body, { hints }) => decodeAnswer(kind, body, { hints }) });
    },
    output,
    stopped: stopped.signal,
  });
  // Idle connections to the server asked would keep the process for a while.
  process.stdout.write('', () => process.exit());
}

interface AnswerParts {
  readonly decode: AnswerDecoder;
  readonly memoryBudget?: SharedMemoryBudget;
}

/** Loaded only now: a host waits for the handshake line before it asks anything. */
async function loadPlugin(logger: Logger, answers: AnswerParts): Promise<Plugin> {
  const { createSimpleJsonPlugin } = await import('./simple-json/simple-json-plugin.ts');
  const plugin = { id: pluginJson.id, version: pluginJson.info.version };
  return createSimpleJsonPlugin({ plugin, environment: process.env, ...answers }, logger);
}

/** Resolves when the plugin serves; it does so until the host, a signal or the host's end stops it. */
async function serve(): Promise<void> {
  const isParentAlive = createParentProbe(process.platform);
  const parentPid = process.ppid;
  const endProcess = createEnd();
  const environment = parseGoPluginEnvironment(process.env);
  const logger = createLogger(() => {
    hostWatch.setStderrBroken();
  });
  const stop = (reason: string): void => {
    hostWatch.stop();
    watchdog.expectEnd();
    logger.info('stopping', { reason });
    void server.stop().finally(() => endProcess(0));
  };
  const hostWatch = new HostWatch({ environment, isParentAlive, onGone: stop });
  const watchdog = createWatchdog({
    program: () => (isSea() ? getAsset(watchdogAsset, 'utf8') : undefined),
    parentPid,
    socketPath: () => server.socketPath,
    logger,
  });
  const server = createServer({ environment, logger, hostWatch, watchdog, stop });
  wakeWatchdog(watchdog);
  redirectConsole({ process, console }, logger);
  logUnhandledFailures(process, logger);
  handleSignals(process, stop);
  for (const problem of environment.problems) logger.warn(problem);
  await start(server, environment, logger);
  tuneMemory();
}

function tuneMemory(): void {
  // A third of what V8 waits for: what a query costs falls to its lowest in three seconds of load instead of ten. Given to Node.js
  // itself, it would make it reject its code cache, and start later.
  setFlagsFromString('--invocation-count-for-turbofan=1000');
  releaseIdleMemory({
    // As long as dashboards that refresh themselves usually pause at most.
    intervalMs: 30_000,
    usedCpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    heapBytes: () => process.memoryUsage().heapTotal,
    collect: collectThoroughly,
  });
}

function createEnd(): (code: number) => Promise<void> {
  return createProcessEnd({
    on: (event, listener) => process.on(event, listener),
    getActiveResourcesInfo: () => process.getActiveResourcesInfo(),
    exit: (code) => process.exit(code),
    kill: () => {
      process.kill(process.pid, 'SIGKILL');
    },
  });
}

function createLogger(onBroken: () => void): Logger {
  const module = 'simple-json';
  const toDroppedLine = (count: number): string =>
    formatHclogLine({
      level: 'warn',
      module,
      message: 'log lines were dropped, since nobody read stderr for a while',
      fields: [{ count }],
      time: new Date(),
    });
  const write = createLineWriter({ descriptor: 2, onBroken, toDroppedLine });
  return createHclogLogger({ module, level: parseLogLevel(process.env['GF_PLUGIN_LOG_LEVEL']), write });
}

/** Whoever starts a thread does so for what takes long. */
function wakeWatchdog(watchdog: Watchdog): void {
  const wake = (): void => {
    watchdog.wake();
  };
  process.on('worker', wake);
  watchLoopDelay(wake);
}

interface ServerParts {
  readonly environment: GoPluginEnvironment;
  readonly logger: Logger;
  readonly hostWatch: HostWatch;
  readonly watchdog: Watchdog;
  readonly stop: (reason: string) => void;
}

function createServer({ environment, logger, hostWatch, watchdog, stop }: ServerParts): PluginServer {
  return new PluginServer({
    environment,
    platform: process.platform,
    logger,
    writeHandshakeLine,
    onShutdown: () => {
      stop('the host called Shutdown');
    },
    onConnections: (openCount) => {
      hostWatch.setOpenConnections(openCount);
    },
    onRequest: (bytes) => {
      if (bytes > largeRequestBytes) watchdog.wake();
    },
  });
}

/** A panel's request has a few KiB; what is done with it grows with its size. */
const largeRequestBytes = 64 * 1024;

/** The one thing that ever goes to stdout. */
function writeHandshakeLine(line: string): void {
  const { outcome } = writeFully(1, line);
  if (outcome !== 'written') throw new Error(`expected the host to read the handshake line, but stdout is ${outcome}`);
}

async function start(server: PluginServer, environment: GoPluginEnvironment, logger: Logger): Promise<void> {
  const offered = usableVersions(environment.protocolVersions, process.env['GF_VERSION']);
  const protocolVersion = negotiateProtocolVersion(offered, [1, 2]);
  try {
    await server.start({ protocolVersion, loadServices: () => loadServices(protocolVersion === 2 ? 2 : 1, logger) });
    logger.info('serving', { protocolVersion });
  } catch (error) {
    logger.error('cannot start', { error });
    process.exit(1);
  }
}

async function loadServices(version: 1 | 2, logger: Logger): Promise<readonly GrpcService[]> {
  const { createVersionedPlugin } = await import('./sdk/protocol/versioned-plugins.ts');
  const { createAnswerWorkers } = await import('./answer-threads/create-answer-workers.ts');
  const { machineOf } = await import('./answer-threads/machine.ts');
  const { planMemory } = await import('./answer-threads/memory-plan.ts');
  const { createMemoryBudget } = await import('./upstream/contract/memory-budget.ts');
  const plan = planMemory(machineOf(process));
  const memoryBudget = createMemoryBudget({ maxBytes: plan.answerBytes, maxBytesAlone: plan.answerBytesAlone });
  const { decode, encode } = createAnswerWorkers({ logger, plan, memory: memoryBudget });
  return createVersionedPlugin(version, await loadPlugin(logger, { decode, memoryBudget }), {
    grafanaVersion: process.env['GF_VERSION'],
    logger,
    encode,
  });
}
