import type { ServedPlugin } from './api/plugin.ts';
import { parseGoPluginEnvironment, type GoPluginEnvironment, type Variables } from './goplugin/environment.ts';
import { checkMagicCookie, negotiateProtocolVersion } from './goplugin/handshake.ts';
import { HostWatch } from './goplugin/host-watch.ts';
import { PluginServer } from './goplugin/plugin-server.ts';
import type { GrpcService } from './grpc/grpc-service.ts';
import type { CallMemory } from './grpc/long-messages.ts';
import { createHostLogger } from './log/create-host-logger.ts';
import type { Logger } from './log/logger.ts';
import { redirectConsole } from './log/redirect-console.ts';
import { writeFully } from './log/write-fully.ts';
import { keepWholeStacks, logUnhandledFailures } from './process/last-resort.ts';
import { createParentProbe } from './process/parent-watch.ts';
import { createProcessEnd } from './process/process-end.ts';
import { handleSignals } from './process/signals.ts';
import { startWatchdog } from './process/watchdog/start-watchdog.ts';
import { tuneMemory, type MemoryTuning } from './process/tune-memory.ts';
import type { Watchdog } from './process/watchdog/watchdog.ts';
import type { ResponseEncoder } from './protocol/encode-response.ts';
import { usableVersions } from './protocol/negotiated-versions.ts';

/** What `create` may use of the process that it is called in. */
export interface PluginHost {
  /** As Grafana's logs and other servers are to know it. */
  readonly plugin: { readonly id: string; readonly version: string };
  readonly environment: Variables;
  /** Writes to Grafana's log, at the level that Grafana has asked for. */
  readonly logger: Logger;
  /** From now on, this takes secrets out of every text of every line of the log, whatever part of the process writes it. */
  readonly redactLog: (redact: (text: string) => string) => void;
}

export interface ServePluginOptions {
  /** As in plugin.json. */
  readonly id: string;
  readonly version: string;
  /** `process.env`. */
  readonly environment: Variables;
  /** `process.exit`, which only the program's entry may call. */
  readonly exit: (code: number) => void;
  /** Makes what answers. Called once the host has its handshake line: what takes time to load is best imported here. */
  readonly create: (host: PluginHost) => ServedPlugin | Promise<ServedPlugin>;
  /** Writes the answers to queries, called after `create`; by default they are written on the main thread. */
  readonly loadEncoder?: (host: PluginHost) => Promise<ResponseEncoder>;
  /** What calls with long messages ask for memory, called after `create`; by default they take what they need. */
  readonly loadCallMemory?: (host: Pick<PluginHost, 'logger'>) => Promise<CallMemory>;
  readonly memory?: MemoryTuning;
  /** The logger's name in Grafana's log; the id by default. */
  readonly logName?: string;
  /** A further sentence to print when the executable is started by hand. */
  readonly hint?: string;
}

/**
 * Serves a data source to the Grafana that started this process, until Grafana, a signal or Grafana's end stops it. From then on stdout and
 * stderr belong to Grafana: whatever is printed becomes a line of its log. Resolves when the plugin serves. Started by hand, it
 * says what the file is and ends the process.
 */
export async function servePlugin(options: ServePluginOptions): Promise<void> {
  if (checkMagicCookie(options.environment, handshakeConfig) === 'right') await serve(options);
  else explain(options);
}

const handshakeConfig = { magicCookieKey: 'grafana_plugin_type', magicCookieValue: 'datasource' };

function explain({ hint, exit }: ServePluginOptions): void {
  const lines = [
    'This file is the backend of a Grafana data source plugin. Grafana starts it when it starts itself.',
    "Copy the plugin's whole folder below Grafana's plugin directory and restart Grafana.",
    ...(hint === undefined ? [] : [hint]),
  ];
  writeFully(2, `${lines.join('\n')}\n`);
  exit(1);
}

async function serve(options: ServePluginOptions): Promise<void> {
  const isParentAlive = createParentProbe(process.platform);
  const parentPid = process.ppid;
  const endProcess = createEnd(options.exit);
  const environment = parseGoPluginEnvironment(options.environment);
  const { logger, redactWith } = createHostLogger({
    module: options.logName ?? options.id,
    level: options.environment['GF_PLUGIN_LOG_LEVEL'],
    onBroken: () => {
      hostWatch.setStderrBroken();
    },
  });
  const stop = (reason: string): void => {
    hostWatch.stop();
    watchdog.expectEnd();
    logger.info('stopping', { reason });
    void server.stop().finally(() => endProcess(0));
  };
  const hostWatch = new HostWatch({ environment, isParentAlive, onGone: stop });
  const watchdog = startWatchdog({ parentPid, socketPath: () => server.socketPath, logger });
  const server = createServer({ environment, logger, hostWatch, watchdog, stop });
  redirectConsole({ process, console }, logger);
  keepWholeStacks();
  logUnhandledFailures(process, logger);
  handleSignals(process, stop);
  for (const problem of environment.problems) logger.warn(problem);
  await start(server, { options, offered: environment.protocolVersions, logger, redactLog: redactWith });
  tuneMemory(options.memory);
}

function createEnd(exit: ServePluginOptions['exit']): (code: number) => Promise<void> {
  return createProcessEnd({
    on: (event, listener) => process.on(event, listener),
    getActiveResourcesInfo: () => process.getActiveResourcesInfo(),
    exit,
    kill: () => {
      process.kill(process.pid, 'SIGKILL');
    },
  });
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

interface Start {
  readonly options: ServePluginOptions;
  readonly offered: readonly number[] | undefined;
  readonly logger: Logger;
  readonly redactLog: PluginHost['redactLog'];
}

async function start(server: PluginServer, { options, offered, logger, redactLog }: Start): Promise<void> {
  const usable = usableVersions(offered, options.environment['GF_VERSION']);
  const protocolVersion = negotiateProtocolVersion(usable, [1, 2]);
  try {
    const loadServicesNow = (): Promise<readonly GrpcService[]> =>
      loadServices(protocolVersion, options, { logger, redactLog });
    const loadMemory = (): Promise<CallMemory> | undefined => options.loadCallMemory?.({ logger });
    await server.start({ protocolVersion, loadServices: loadServicesNow, loadMemory });
    logger.info('serving', { protocolVersion });
  } catch (error) {
    logger.error('cannot start', { error });
    options.exit(1);
  }
}

/** Imports the plugin only here, so that it does not delay the handshake line. */
async function loadServices(
  version: 1 | 2,
  { id, version: pluginVersion, environment, create, loadEncoder }: ServePluginOptions,
  log: Pick<PluginHost, 'logger' | 'redactLog'>,
): Promise<readonly GrpcService[]> {
  const { createVersionedPlugin } = await import('./protocol/versioned-plugins.ts');
  const host: PluginHost = { plugin: { id, version: pluginVersion }, environment, ...log };
  const plugin = await create(host);
  const encode = await loadEncoder?.(host);
  return createVersionedPlugin(version, plugin, {
    environment,
    logger: log.logger,
    ...(encode === undefined ? {} : { encode }),
  });
}
