'use strict';
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');

module.exports = { findPinnedNode };

const systems =
  'Linux with glibc 2.28 or later (x64, arm64; Debian, Ubuntu, Fedora and the like, but not Alpine, whose C library is musl), ' +
  'macOS 13.5 or later (x64, arm64) or Windows (x64)';

/**
 * The path of the Node.js that a checkout's package-lock.json pins, in a form that starts on this machine.
 * @param root the checkout
 * @param announce is told what takes a moment
 * @throws with a sentence for whoever typed the command
 */
function findPinnedNode(root, announce) {
  const { name, version } = readLockedNode(root);
  requireInstalled(root, name, version);
  const folder = path.join(root, 'node_modules', name, 'bin');
  if (process.platform !== 'linux') return path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  const copy = path.join(root, 'node_modules/.cache', `node-${version}`, 'node');
  if (!existsSync(copy)) {
    announce(`Preparing Node.js ${version} in ${path.dirname(path.relative(root, copy))} …`);
    makeCopy(path.join(folder, 'node'), copy, root);
  }
  return copy;
}

/** The one of package.json's optionalDependencies that brings Node.js for this machine. */
function readLockedNode(root) {
  const { optionalDependencies } = readJson(root, 'package.json');
  const { packages } = readJson(root, 'package-lock.json');
  const isOwn = ({ os, cpu }) => [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
  const name = Object.keys(optionalDependencies).find((one) => isOwn(packages[`node_modules/${one}`]));
  if (name === undefined) {
    throw new Error(`expected ${systems}, but this Node.js is for ${process.platform} on ${process.arch}`);
  }
  return { name, version: packages[`node_modules/${name}`].version };
}

/** @throws when npm has installed none, or another one. */
function requireInstalled(root, name, version) {
  const manifest = `node_modules/${name}/package.json`;
  const installed = existsSync(path.join(root, manifest)) ? readJson(root, manifest).version : 'nothing';
  if (installed !== version) {
    throw new Error(`expected ${name} ${version} in node_modules, but found ${installed}; run "npm ci"`);
  }
}

function readJson(root, file) {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
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
    entryPoints: ['scripts/executable/linux/drop-libatomic.ts'],
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
  const reason =
    error?.message ?? (stderr.trim().split('\n')[0] || `exit code ${String(status)}, signal ${String(signal)}`);
  throw new Error(`expected ${systems}, but the pinned Node.js does not start here: ${reason}`);
}
