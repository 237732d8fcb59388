/**
 * Every command of README and docs/, run as it stands there on the packaged executable. `127.0.0.1:8080` is the example server, here on
 * a free port. Comments above a block: `not run: why`, `run until: what it prints`, `exit: code`. A `text` block right after one is its output,
 * in which `…` stands for anything.
 * `tested by: file` is run by another test.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rootFolder } from '../../../scripts/build/build-paths.ts';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { readDocumentedPages } from './documented-pages.ts';
import { notRunHere } from './not-run-here.ts';
import type { MarkdownBlock } from './markdown-blocks.ts';
import { openShellStage, type ShellStage, type StartedShell } from './run-shell.ts';

const documentedAddress = '127.0.0.1:8080';
const pages = readDocumentedPages();

let stage: ShellStage;
let server: StartedShell;
let address: string;

beforeAll(async () => {
  stage = await openShellStage();
  server = await stage.start('exec ./simple-json-plugin_linux_amd64 example-server --port 0', 'Press Ctrl-C');
  address = /http:\/\/(127\.0\.0\.1:\d+)/.exec(server.output())?.[1] ?? '';
});

afterAll(() => stage.close());

const commands = pages.flatMap(({ name, blocks }) =>
  blocks.flatMap((block, i) => {
    if (block.language !== 'sh') return [];
    const next = blocks[i + 1];
    return [{ title: `${name}:${block.line}`, block, output: next?.language === 'text' ? next.text : undefined }];
  }),
);
const isRun = ({ block }: { block: MarkdownBlock }): boolean =>
  !block.notes.has('not run') && !block.notes.has('tested by');

const counts = { run: commands.filter(isRun).length, all: commands.length };

it(`runs ${counts.run} of ${counts.all} blocks of commands, by another test or for a reason each of the others`, () => {
  expect(counts.run).toBeGreaterThan(15);
  const others = commands.filter((command) => !isRun(command));
  const reasons = others.map(({ title, block }) => {
    const [page = ''] = title.split(':');
    const reason = block.notes.get('tested by') ?? block.notes.get('not run') ?? '';
    return `${page}: ${firstWords(block.text)}: ${reason}`;
  });
  expect(reasons).toEqual(notRunHere);
});

describe('commands that are run', () => {
  it.each(commands.filter(isRun))('$title', async ({ block, output }) => {
    const until = block.notes.get('run until');
    if (until !== undefined) {
      const shell = await stage.start(withFreePort(block.text.replaceAll(documentedAddress, address)), until);
      if (output !== undefined) expectOutput(shell.output(), output);
      await shell.stop();
      return;
    }
    const result = await stage.run(block.text.replaceAll(documentedAddress, address));
    expect(result).toEqual({ code: Number(block.notes.get('exit') ?? 0), output: result.output });
    if (output !== undefined) expectOutput(result.output.replaceAll(address, documentedAddress), output);
  });
});

describe('commands that cannot be run here', () => {
  it.each(commands.filter((command) => !isRun(command)))('$title: says why, and is one for bash', ({ block }) => {
    const testedBy = block.notes.get('tested by');
    if (testedBy === undefined) expect(block.notes.get('not run')).toMatch(/^\w.{5,}$/);
    else expect(existsSync(path.join(rootFolder, testedBy))).toBe(true);
    const { status, stderr } = spawnSync('bash', ['-n', '-c', block.text], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('pages', () => {
  const known = new Set([
    '',
    'sh',
    'text',
    'json',
    'yaml',
    'ini',
    'powershell',
    'hcl',
    'ts',
    'python',
    'js',
    'go',
    'sql',
  ]);

  it.each(pages)('$name has blocks of known languages', ({ blocks }) => {
    expect(blocks.filter(({ language }) => !known.has(language))).toEqual([]);
  });

  it.each(pages)('$name: each json block is JSON', ({ blocks }) => {
    for (const { language, text } of blocks)
      if (language === 'json') expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it.each(pages)('$name: each block that is a part of a file stands there', ({ blocks }) => {
    for (const { notes, text } of blocks) {
      const file = notes.get('part of');
      if (file !== undefined) expect(readFileSync(path.join(rootFolder, file), 'utf8')).toContain(text);
    }
  });

  it.each(pages)('$name names this version and this plugin', ({ text }) => {
    const versions = text.match(/grafana-simple-json-backend-datasource-\d+\.\d+\.\d+/g) ?? [];
    expect(versions.filter((name) => name !== `${pluginJson.id}-${pluginJson.info.version}`)).toEqual([]);
    expect(/ALLOW_LOADING_UNSIGNED_PLUGINS=(?!grafana-simple-json-backend-datasource)\S*/.exec(text)).toBeNull();
  });
});

function firstWords(script: string): string {
  const [line = ''] = script.split('\n');
  return line.split(' ').slice(0, 2).join(' ').slice(0, 40);
}

/** The server of a reader listens on the port that the page says; here on any free one. */
function withFreePort(script: string): string {
  return script.replaceAll(/\b8080\b/g, '0');
}

/** The parts between two `…` have to come in their order. */
function expectOutput(printed: string, expected: string): void {
  let at = 0;
  for (const part of expected.split('…').map((text) => text.trim())) {
    const found = printed.indexOf(part, at);
    if (found < 0) throw new Error(`expected to read\n${part}\nin this order in\n${printed}`);
    at = found + part.length;
  }
}
