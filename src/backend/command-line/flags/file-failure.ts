import { errorMessage } from '../../sdk/builtins/error-message.ts';

/** Explains why a file could not be read, with the system's error code. */
export function fileFailure(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return errorMessage(error);
  const reason = reasons.get(code);
  return reason === undefined ? code : `${reason} (${code})`;
}

const notAllowed = 'this user may not read it';

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of its path is no folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', notAllowed],
  ['EPERM', notAllowed],
]);
