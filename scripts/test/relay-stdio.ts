/**
 * Runs a Windows program with pipes of Windows for its standard streams, and passes on what it writes. Wine makes such pipes for the
 * children of Windows programs only; Node.js cannot open, as process.stderr, what a Unix parent hands over.
 *
 * The program ends with this process: libuv puts children into a job that Windows ends with its last handle.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';

// Node.js looks at these when any socket closes, and fails.
for (const stream of ['stdout', 'stderr']) Object.defineProperty(process, stream, { value: undefined });

const [program = '', ...argv] = process.argv.slice(2);
const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
child.stdout.on('data', (bytes: Buffer) => writeSync(1, bytes));
child.stderr.on('data', (bytes: Buffer) => writeSync(2, bytes));
child.on('error', (error) => {
  writeSync(2, `${error.message}\n`);
  process.exitCode = 127;
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
