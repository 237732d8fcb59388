import path from 'node:path';

/**
 * How the user called the executable, so that an example can be copied: with the folder as it was typed, or without one if it was found on the PATH. The
 * default name if it was started through Node.js, or the name is unknown.
 * @param argv0 as the shell passed it
 */
export function calledAs(argv0: string): string {
  const name = path.win32.basename(argv0).replace(/\.exe$/i, '');
  if (name === '' || name === 'node') return 'simple-json-plugin';
  return /^[\w./\\:@+-]+$/.test(argv0) ? argv0 : `"${argv0}"`;
}
