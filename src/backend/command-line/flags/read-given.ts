import { readFileSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';
import { fileFailure } from './file-failure.ts';

/** Reads the file that an option names; `-` is stdin. @throws {Error} with the reason, without the content */
function readGiven(file: string): string {
  // The content instead of a file name is refused: all users of the machine can see the arguments of a command.
  if (/^\s*[{["]/.test(file)) throw new Error('expected the name of a file, or - for stdin, got JSON');
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const place = file === '-' ? 'stdin' : `the file ${JSON.stringify(file)}`;
    throw new Error(`cannot read ${place}: ${fileFailure(error)}`, { cause: error });
  }
}

/** Reads such a file as JSON or, like provisioning files, YAML. @throws {Error} that names the file and shows nothing of its content */
export function readGivenData(file: string): unknown {
  const text = readGiven(file);
  try {
    return JSON.parse(text);
  } catch {
    return readYaml(text, file === '-' ? 'stdin' : JSON.stringify(file));
  }
}

/** Accepts objects and lists only, since nearly every text is valid YAML. The library's own messages are not used: they show the content. */
function readYaml(text: string, place: string): unknown {
  const document = parseDocument(text, { merge: true });
  const [fault] = document.errors;
  const value: unknown = fault === undefined ? toValue(document) : undefined;
  if (typeof value === 'object' && value !== null) return value;
  const at = fault?.linePos?.[0];
  throw new Error(`expected JSON or YAML in ${place}, got ${describeText(text, at)}`);
}

function describeText(text: string, faultAt: { readonly line: number; readonly col: number } | undefined): string {
  if (text.trim() === '') return 'nothing';
  if (faultAt === undefined) return 'text that is neither an object nor a list';
  return `text with a fault at line ${faultAt.line}, column ${faultAt.col}`;
}

/** undefined if the library refuses it because too many aliases are nested. */
function toValue(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
