/** `npm run demo`: the packaged executable, started and asked as Grafana does in both protocol versions, its answers drawn here. */
import path from 'node:path';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { type CommandOutput, toCommandOutput } from '../src/backend/commands/command-output.ts';
import { toChartSeries } from '../src/backend/commands/print/chart/chart-series.ts';
import { formatSparklines, type SparklineOptions } from '../src/backend/commands/print/chart/format-sparkline.ts';
import { chartWidth, printFrames } from '../src/backend/commands/print/print-frames.ts';
import { type DataFrame, frameLength } from '../src/backend/sdk/dataframe/data-frame.ts';
import { type PluginProcess, startPluginProcess } from '../src/testing/support/process/plugin-process.ts';
import { rootFolder } from './build/build-paths.ts';
import { demonstrateRules } from './demo/demo-alert.ts';
import { startExampleServerProcess } from './demo/demo-example-server.ts';
import type { DemoQuestion } from './demo/demo-question.ts';
import { version1Questions } from './demo/demo-version1.ts';
import { checkVersion2Health, version2Questions } from './demo/demo-version2.ts';
import { upToDateExecutable } from './build/up-to-date-executable.ts';

/** Of the alert rules shown. */
const threshold = 50;

await main(toCommandOutput(process.stdout, process.stderr));

async function main(output: CommandOutput): Promise<void> {
  // The processes that were started end when this one exits, so signals have to make it exit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  try {
    const executable = await upToDateExecutable((line) => {
      output.writeLine(line);
    });
    const example = await startExampleServerProcess(executable);
    try {
      output.writeLine(`Example server: ${path.relative(rootFolder, executable)} example-server, on ${example.url}`);
      await demonstrate({ executable, url: example.url, version: 1 }, output);
      await demonstrate({ executable, url: example.url, version: 2 }, output);
      demonstrateRules(executable, example.url, output);
    } finally {
      await example.stop();
    }
    output.writeLine('\nAll of it worked, and everything is stopped.');
  } catch (error) {
    output.writeNote(`demo failed: ${errorMessage(error)}`);
    process.exitCode = 1;
  }
}

interface Demonstration {
  readonly executable: string;
  readonly url: string;
  readonly version: 1 | 2;
}

async function demonstrate({ executable, url, version }: Demonstration, output: CommandOutput): Promise<void> {
  const host =
    version === 1
      ? { protocolVersions: '1', grafanaVersion: undefined }
      : { protocolVersions: '2', grafanaVersion: '13.0.0' };
  const plugin = await startPluginProcess({ command: executable, ...host });
  try {
    const { protocolVersion, network } = plugin.handshake;
    output.writeLine(
      `\n═══ Protocol version ${protocolVersion}, as ${version === 1 ? 'Grafana 6.2' : 'Grafana 13'} speaks it ═══`,
    );
    output.writeLine(`Ready ${plugin.readyAfterMs.toFixed(0)} ms after it was started; talks gRPC over ${network}.`);
    if (protocolVersion !== version) throw new Error(`expected version ${version}, got ${protocolVersion}`);
    const questions = version === 1 ? version1Questions : version2Questions;
    for (const question of questions(plugin, url, Date.now())) await answer(question, output);
    if (version === 2) await showHealth(plugin, url, output);
    await stop(plugin, output);
  } catch (error) {
    await plugin.kill();
    throw withLog(error, plugin);
  }
}

async function answer({ title, range, format, frames }: DemoQuestion, output: CommandOutput): Promise<void> {
  const started = performance.now();
  const answered = await frames();
  const tookMs = performance.now() - started;
  const rows = answered.reduce((sum, frame) => sum + frameLength(frame), 0);
  output.writeLine(
    `\n── ${title} · ${count(answered.length, 'frame')}, ${count(rows, 'row')}, ${tookMs.toFixed(1)} ms`,
  );
  if (rows === 0) throw new Error(`${title}: expected an answer with rows, got none`);
  if (format === 'rule') printRule(answered, { ...range, width: chartWidth(output), colours: output.colours }, output);
  else printFrames(answered, { ...range, format, all: false }, output);
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

/** What an alert rule would make of the series: reduced to its last value, and compared. */
function printRule(frames: readonly DataFrame[], options: SparklineOptions, output: CommandOutput): void {
  const series = toChartSeries(frames);
  for (const line of formatSparklines(series, options)) output.writeLine(line);
  for (const { name, values } of series) {
    const last = values.findLast((value) => !Number.isNaN(value));
    const state = last === undefined ? 'NoData' : last > threshold ? 'Firing' : 'Normal';
    output.writeLine(` ${state.padEnd(6)}  last of ${name} is ${String(last)}, the rule fires above ${threshold}`);
  }
}

async function showHealth(plugin: PluginProcess, url: string, output: CommandOutput): Promise<void> {
  const started = performance.now();
  const message = await checkVersion2Health(plugin, url);
  output.writeLine(`\n── Health check ("Save & test") · ${(performance.now() - started).toFixed(1)} ms\n${message}`);
}

async function stop(plugin: PluginProcess, output: CommandOutput): Promise<void> {
  const started = performance.now();
  const { code, signal } = await plugin.shutdown();
  output.writeLine(
    `\nStopped by Shutdown after ${(performance.now() - started).toFixed(0)} ms, exit code ${String(code)}.`,
  );
  if (code !== 0) throw new Error(`expected the plugin to stop with exit code 0, got ${signal ?? String(code)}`);
  const problems = [
    ...plugin.hostProblems,
    ...plugin.strayOutput.map((line) => `unexpected output on stdout: ${line}`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The error with the end of the plugin's log, which tells why. */
function withLog(error: unknown, { stderrLines }: PluginProcess): Error {
  const message = errorMessage(error);
  return new Error([message, 'The plugin logged at last:', ...stderrLines.slice(-10)].join('\n'), { cause: error });
}
