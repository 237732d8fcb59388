import { parseGoPluginEnvironment } from './goplugin/environment.ts';
import { checkMagicCookie, negotiateProtocolVersion } from './goplugin/handshake.ts';
import { watchHost } from './goplugin/host-watch.ts';
import { logUnhandledFailures } from './goplugin/last-resort.ts';
import { createParentProbe } from './goplugin/parent-watch.ts';
import { PluginServer } from './goplugin/plugin-server.ts';
import type { Service } from './goplugin/service.ts';
import { handleSignals } from './goplugin/signals.ts';
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

async function serve(): Promise<void> {
  const isParentAlive = createParentProbe(process.platform);
  const environment = parseGoPluginEnvironment(process.env);
  const write = createLineWriter({
    descriptor: 2,
    onBroken: () => {
      host.setStderrBroken();
    },
  });
  const level = parseLogLevel(process.env['GF_PLUGIN_LOG_LEVEL']);
  const logger = createHclogLogger({ module: 'simple-json', level, write });
  const host = watchHost({
    environment,
    isParentAlive,
    onGone: (reason) => {
      logger.info('stopping', { reason });
      void stop(server);
    },
  });
  redirectConsole({ process, console }, logger);
  logUnhandledFailures(process, logger);
  const server = new PluginServer({
    environment,
    platform: process.platform,
    logger,
    writeHandshakeLine,
    onShutdown: () => void stop(server),
    onConnections: host.setOpenConnections,
  });
  handleSignals(process, (signal) => {
    logger.info('stopping', { signal });
    void stop(server);
  });
  for (const problem of environment.problems) logger.warn(problem);
  await start(server, logger);
}

async function start(server: PluginServer, logger: Logger): Promise<void> {
  const environment = parseGoPluginEnvironment(process.env);
  const offered = usableVersions(environment.protocolVersions, process.env['GF_VERSION']);
  const protocolVersion = negotiateProtocolVersion(offered, [1, 2]);
  const services: readonly Service[] = [];
  try {
    await server.start({ protocolVersion, services });
    logger.info('serving', { protocolVersion });
  } catch (error) {
    logger.error('cannot start', { error });
    process.exit(1);
  }
}

function writeHandshakeLine(line: string): void {
  const { outcome } = writeFully(1, line);
  if (outcome !== 'written') throw new Error(`expected the host to read the handshake line, but stdout is ${outcome}`);
}

async function stop(server: PluginServer): Promise<void> {
  await server.stop();
  process.exit(0);
}
