import path from 'node:path';

/**
 * What a user called the executable by, to be put before other arguments: with its folder as it was typed, without one where it was found on
 * the PATH. Its name in the help where Node.js was called, or nothing is known.
 * @param argv0 what the shell passed for the executable
 */
export function calledAs(argv0: string): string {
  const name = path.win32.basename(argv0).replace(/\.exe$/i, '');
  if (name === '' || name === 'node') return 'simple-json-plugin';
  return /^[\w./\\:@+-]+$/.test(argv0) ? argv0 : `"${argv0}"`;
}
