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

/** The same as JSON. @param otherwise what there is to say of a text that is none @throws {Error} naming the file and not what is in it */
export function readGivenJson(file: string, otherwise?: (text: string) => string | undefined): unknown {
  const text = readGiven(file);
  try {
    return JSON.parse(text);
  } catch {
    const got = otherwise?.(text) ?? 'something else';
    throw new Error(`expected JSON in ${file === '-' ? 'stdin' : JSON.stringify(file)}, got ${got}`);
  }
}

/** What is wrong with a rule or dashboard that was exported as YAML; undefined when it looks like none. */
export function describeYaml(text: string): string | undefined {
  const first = text.split('\n', 100).find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  if (!/^(?:---|- \S|["']?\w[\w-]*["']?:(?:\s|$))/.test(first)) return undefined;
  return 'what looks like YAML; Grafana exports rules as JSON too: GET /api/v1/provisioning/alert-rules/export?format=json';
}
