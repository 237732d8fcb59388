import { spawnSync } from 'node:child_process';

import type { CommandOutput } from '../../src/backend/commands/command-output.ts';

interface DemoRule {
  readonly args: readonly string[];
  readonly exitCode: 0 | 1;
}

const rules: readonly DemoRule[] = [
  { args: ['--target', 'cpu load', '--above', '50'], exitCode: 0 },
  { args: ['--target', 'inventory', '--type', 'table', '--above', '20'], exitCode: 0 },
  { args: ['--target', 'failing', '--above', '50'], exitCode: 1 },
];

/** What alert rules of Grafana make of the example server's answers, by the executable's own command. */
export function demonstrateRules(executable: string, url: string, output: CommandOutput): void {
  output.writeLine('\n═══ Alert rules, without Grafana ═══');
  for (const { args, exitCode } of rules) {
    output.writeLine(`\n── alert ${args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')}`);
    const { status, stdout, stderr } = spawnSync(executable, ['alert', '--url', url, ...args], { encoding: 'utf8' });
    output.writeLine(stdout.trimEnd());
    if (status !== exitCode) throw new Error(`expected exit code ${exitCode}, got ${String(status)}: ${stderr.trim()}`);
  }
}
