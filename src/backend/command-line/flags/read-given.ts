import { readFileSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';
import { fileFailure } from './file-failure.ts';

/** What a file holds that an option names; `-` is stdin. @throws {Error} with the reason, without the content */
function readGiven(file: string): string {
  // Who writes the content in place of the file's name has shown it to all users of the machine already.
  if (/^\s*[{["]/.test(file)) throw new Error('expected the name of a file, or - for stdin, got JSON');
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const place = file === '-' ? 'stdin' : `the file ${JSON.stringify(file)}`;
    throw new Error(`cannot read ${place}: ${fileFailure(error)}`, { cause: error });
  }
}

/** The same as JSON or, as provisioning files are, YAML. @throws {Error} naming the file and not what is in it */
export function readGivenData(file: string): unknown {
  const text = readGiven(file);
  try {
    return JSON.parse(text);
  } catch {
    return readYaml(text, file === '-' ? 'stdin' : JSON.stringify(file));
  }
}

/** Any text is YAML of some kind, therefore only objects and lists are taken. The library's own messages show what is in the file. */
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

/** undefined where parts are repeated in parts that are repeated, without end. */
function toValue(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}
