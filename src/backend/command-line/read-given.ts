import { readFileSync } from 'node:fs';

/** What a file holds that an option names; `-` is stdin. @throws {Error} with the reason, without the content */
function readGiven(file: string): string {
  // Who writes the content in place of the file's name has shown it to all users of the machine already.
  if (/^\s*[{["]/.test(file)) throw new Error('expected the name of a file, or - for stdin, got JSON');
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new Error(`cannot read the file ${JSON.stringify(file)} (${code})`, { cause: error });
  }
}

/** The same as JSON. @throws {Error} naming the file and not what is in it */
export function readGivenJson(file: string): unknown {
  const text = readGiven(file);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`expected JSON in ${file === '-' ? 'stdin' : JSON.stringify(file)}, got something else`);
  }
}
