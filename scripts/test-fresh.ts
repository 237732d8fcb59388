/**
 * `npm run test:fresh [-- --all] [--npm 10.8.2] [--node 22] [--user root] [--step demo] [--commit HEAD] [--outputFile FILE]`:
 * README's commands on a machine that has nothing but Debian 13's `nodejs npm git ca-certificates`. Without options two machines: Debian's
 * npm and an ordinary user, npm 10.8 and root. Tests the committed state. Exits with 77 if no such machine can be made: that needs
 * Linux, root and Debian packages.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { rootFolder } from './build/build-paths.ts';
import { type FreshMachine, type MachineKind, provideFreshRoot, startFreshMachine } from './test/fresh-machine.ts';

const untried = 77;
const stepNames = ['demo', 'pull', 'test'] as const;
type StepName = (typeof stepNames)[number];

const always: readonly MachineKind[] = [
  { npm: 'debian', node: 'debian', user: 'ordinary' },
  { npm: '10.8.2', node: 'debian', user: 'root' },
];

main();

function main(): void {
  try {
    const { kinds, steps, commit, outputFile } = parseCommandLine(process.argv.slice(2));
    const root = rootOrReason();
    if (typeof root !== 'string') {
      process.stderr.write(`UNTRIED: ${root.reason}\n`);
      process.exitCode = untried;
      return;
    }
    const verdicts = kinds.flatMap((kind) => runMachine(root, kind, { steps, commit }));
    const numFailedTests = verdicts.filter((passed) => !passed).length;
    const count = { numPassedTests: verdicts.length - numFailedTests, numFailedTests };
    if (outputFile !== undefined) writeFileSync(outputFile, JSON.stringify(count));
    if (numFailedTests > 0) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`test:fresh failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}

interface CommandLine {
  readonly kinds: readonly MachineKind[];
  readonly steps: readonly StepName[];
  readonly commit: string;
  /** For the counts, under the names that jest writes them by. */
  readonly outputFile: string | undefined;
}

function parseCommandLine(given: string[]): CommandLine {
  const { values } = parseArgs({
    args: given,
    options: {
      all: { type: 'boolean', default: false },
      npm: { type: 'string', multiple: true, default: [] },
      node: { type: 'string', multiple: true, default: [] },
      user: { type: 'string', multiple: true, default: [] },
      step: { type: 'string', multiple: true, default: [] },
      commit: { type: 'string', default: 'HEAD' },
      outputFile: { type: 'string' },
    },
  });
  const chosen = values.all || [values.npm, values.node, values.user].some((names) => names.length > 0);
  const users = select(['ordinary', 'root'] as const, values.user, '--user');
  return {
    kinds: chosen ? combine(values.npm, values.node, users) : always,
    steps: select(stepNames, values.step, '--step'),
    commit: execFileSync('git', ['rev-parse', values.commit], { cwd: rootFolder, encoding: 'utf8' }).trim(),
    outputFile: values.outputFile,
  };
}

function select<Name extends string>(
  known: readonly Name[],
  names: readonly string[],
  option: string,
): readonly Name[] {
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`${option} expects one of ${known.join(', ')}, but got ${unknown}`);
  return names.length === 0 ? known : known.filter((name) => names.includes(name));
}

/** Every npm with every Node.js and every user; `newest` is the newest npm that the Node.js can run. */
function combine(
  npms: readonly string[],
  nodes: readonly string[],
  users: readonly MachineKind['user'][],
): MachineKind[] {
  const orAll = (names: readonly string[], all: readonly string[]): readonly string[] =>
    names.length > 0 ? names : all;
  return orAll(nodes, ['debian', '22', '24']).flatMap((node) =>
    orAll(npms, ['debian', '10.8.2', 'newest']).flatMap((name) => {
      const npm = name === 'newest' ? (node === 'debian' ? '11' : 'latest') : name;
      return users.map((user) => ({ npm, node, user }));
    }),
  );
}

/** If no root folder can be made, that is not the fault of the commit, so it is a reason and no failure. */
function rootOrReason(): string | { readonly reason: string } {
  try {
    return provideFreshRoot();
  } catch (error) {
    return { reason: `no fresh machine could be made: ${errorMessage(error)}` };
  }
}

function runMachine(
  root: string,
  kind: MachineKind,
  { steps, commit }: Pick<CommandLine, 'steps' | 'commit'>,
): boolean[] {
  const machine = startFreshMachine(root, kind, commit);
  try {
    const versions = readVersions(machine);
    return steps.map((step) => {
      const start = performance.now();
      const { passed, log } = runStep(machine, step);
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      announce(`${passed ? 'ok    ' : 'FAILED'} ${versions}, ${kind.user.padEnd(8)}  ${step}  ${seconds} s`);
      if (!passed) announce(log.split('\n').slice(-40).join('\n'));
      return passed;
    });
  } finally {
    machine.remove();
  }
}

function readVersions(machine: FreshMachine): string {
  const { log } = runLogged(machine, 'npm --version && node --version');
  const [npm = '?', node = '?'] = log.trim().split('\n').slice(-2);
  return `npm ${npm.padEnd(7)}, Node.js ${node.padEnd(9)}`;
}

function runStep(machine: FreshMachine, step: StepName): { readonly passed: boolean; readonly log: string } {
  const [demo, test] = readmeCommands();
  const commands = { demo, pull: `git pull --quiet origin next && ${demo}`, test };
  const expected = { demo: 'All of it worked', pull: 'Building dist/', test: 'Test Suites:' }[step];
  const { passed, log } = runLogged(machine, commands[step]);
  if (passed && !log.includes(expected)) return { passed: false, log: `${log}\nexpected to read "${expected}" above` };
  return { passed, log };
}

/** Word by word. */
function readmeCommands(): readonly [demo: string, test: string] {
  const [demo, test, ...rest] =
    readFileSync(path.join(rootFolder, 'README.md'), 'utf8').match(/^npm ci && .+$/gm) ?? [];
  if (demo === undefined || test === undefined || rest.length > 0) {
    throw new Error('expected README.md to have two lines that begin with "npm ci &&": the demo and the tests');
  }
  return [demo, test];
}

function runLogged(machine: FreshMachine, command: string): { readonly passed: boolean; readonly log: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'fresh-machine-'));
  try {
    const file = path.join(folder, 'log');
    const { passed } = machine.run(command, file);
    return { passed, log: readFileSync(file, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function announce(line: string): void {
  process.stdout.write(`${line}\n`);
}
