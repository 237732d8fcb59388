import { parseGoPluginEnvironment } from './goplugin/environment.ts';
import type { GoPluginEnvironment } from './goplugin/environment.ts';
import { checkMagicCookie, negotiateProtocolVersion } from './goplugin/handshake.ts';
import { HostWatch } from './goplugin/host-watch.ts';
import { logUnhandledFailures } from './goplugin/last-resort.ts';
import { createParentProbe } from './goplugin/parent-watch.ts';
import { PluginServer } from './goplugin/plugin-server.ts';
import { handleSignals } from './goplugin/signals.ts';
import type { GrpcService } from './grpc/grpc-service.ts';
import { createHclogLogger } from './log/hclog.ts';
import { createLineWriter } from './log/line-writer.ts';
import type { Logger } from './log/logger.ts';
import { parseLogLevel } from './log/parse-log-level.ts';
import { redirectConsole } from './log/redirect-console.ts';
import { writeFully } from './log/write-fully.ts';
import { usableVersions } from './protocol/negotiated-versions.ts';

const handshakeConfig = { magicCookieKey: 'grafana_plugin_type', magicCookieValue: 'datasource' };

main();

function main(): void {
  if (checkMagicCookie(process.env, handshakeConfig) === 'right') void serve();
  else explain();
}

/** Somebody started the file by hand. */
function explain(): void {
  const lines = [
    'This file is the backend of a Grafana data source plugin. Grafana starts it; it is of no use by itself.',
    "Copy the plugin's whole folder below Grafana's plugin directory and restart Grafana.",
  ];
  writeFully(2, `${lines.join('\n')}\n`);
  process.exit(1);
}

/** Resolves when the plugin serves; it does so until the host, a signal or the host's end stops it. */
async function serve(): Promise<void> {
  const isParentAlive = createParentProbe(process.platform);
  const environment = parseGoPluginEnvironment(process.env);
  const level = parseLogLevel(process.env['GF_PLUGIN_LOG_LEVEL']);
  const write = createLineWriter({
    descriptor: 2,
    onBroken: () => {
      hostWatch.setStderrBroken();
    },
  });
  const logger = createHclogLogger({ module: 'simple-json', level, write });
  const stop = (reason: string): void => {
    hostWatch.stop();
    logger.info('stopping', { reason });
    void server.stop().finally(() => process.exit(0));
  };
  const hostWatch = new HostWatch({ environment, isParentAlive, onGone: stop });
  const server = createServer({ environment, logger, hostWatch, stop });
  redirectConsole({ process, console }, logger);
  logUnhandledFailures(process, logger);
  handleSignals(process, stop);
  for (const problem of environment.problems) logger.warn(problem);
  await start(server, environment, logger);
}

interface ServerParts {
  readonly environment: GoPluginEnvironment;
  readonly logger: Logger;
  readonly hostWatch: HostWatch;
  readonly stop: (reason: string) => void;
}

function createServer({ environment, logger, hostWatch, stop }: ServerParts): PluginServer {
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
  });
}

/** The one thing that ever goes to stdout. */
function writeHandshakeLine(line: string): void {
  const { outcome } = writeFully(1, line);
  if (outcome !== 'written') throw new Error(`expected the host to read the handshake line, but stdout is ${outcome}`);
}

async function start(server: PluginServer, environment: GoPluginEnvironment, logger: Logger): Promise<void> {
  const offered = usableVersions(environment.protocolVersions, process.env['GF_VERSION']);
  const protocolVersion = negotiateProtocolVersion(offered, [1, 2]);
  const services: readonly GrpcService[] = [];
  try {
    await server.start({ protocolVersion, services });
    logger.info('serving', { protocolVersion });
  } catch (error) {
    logger.error('cannot start', { error });
    process.exit(1);
  }
}
