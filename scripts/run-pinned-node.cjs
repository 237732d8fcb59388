'use strict';
const { spawn } = require('node:child_process');
const path = require('node:path');

const { findPinnedNode } = require('./find-pinned-node.cjs');

module.exports = { runPinnedNode };

/** Runs the pinned Node.js in this process's place: same arguments, streams and end. `node` is that one for all its children, too. */
function runPinnedNode(args) {
  let node;
  try {
    node = findPinnedNode(path.join(__dirname, '..'), (line) => process.stderr.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  process.env.PATH = [path.dirname(node), process.env.PATH].join(path.delimiter);
  const child = spawn(node, args, { stdio: 'inherit' });
  // A terminal sends SIGINT to both, anyone else sends the others to this process alone; it ends when its child has.
  const signals = { SIGINT: () => undefined, SIGTERM: () => child.kill('SIGTERM'), SIGHUP: () => child.kill('SIGHUP') };
  for (const [signal, listener] of Object.entries(signals)) process.on(signal, listener);
  child.once('error', (error) => {
    process.stderr.write(`${node} does not start: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    for (const [name, listener] of Object.entries(signals)) process.off(name, listener);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}
