import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a reader has to know about the machine to judge a figure. */
export async function machineFacts(): Promise<Record<string, string | number>> {
  const processors = cpus();
  const commit = await run('git', ['describe', '--always', '--dirty']).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  );
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    'memory, GiB': Math.round(totalmem() / 1024 ** 3),
    kernel: `${type()} ${release()}`,
    node: process.version,
    commit,
    'load before': formatLoad(),
  };
}

/** Processes that wanted to run in the last minute, five and fifteen; the bench's own included. */
export function formatLoad(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(' ');
}
