/**
 * `node scripts/pinned-node.cjs ARGUMENT...`: see pinned-node.sh. Written in ECMAScript 5, so that an old Node.js
 * says which version is needed instead of failing with a syntax error. The file that it requires is for the versions in package.json's `engines`.
 */
'use strict';

var oldest = parseInt(/\d+/.exec(require('../package.json').engines.node)[0], 10);
var problem = 'expected Node.js ' + oldest + ' or later to start with, but this is ' + process.versions.node;
var advice = 'install a newer one, for example from https://nodejs.org, then run "npm ci" again';

if (parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(problem + '; ' + advice + '\n');
  process.exit(1);
} else {
  require('./run-pinned-node.cjs').runPinnedNode(process.argv.slice(2));
}
