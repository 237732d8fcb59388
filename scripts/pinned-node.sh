#!/bin/sh
# sh scripts/pinned-node.sh ARGUMENT...: what "node ARGUMENT..." does, on the Node.js that package-lock.json pins.
# It begins on the Node.js that npm runs on: "node" may be the pinned one already, which npm 11 links into node_modules/.bin, and
# that one starts nowhere without libatomic.
exec "${npm_node_execpath:-node}" "${0%.sh}.cjs" "$@"
