import { variableAt } from '../../../shared/variables.ts';

/** The first place in a text that keeps it from being JSON. */
export interface JsonProblem {
  readonly offset: number;
  /** What would have to stand there. */
  readonly expected: string;
}

/**
 * Finds it by itself, since browsers word it differently and some do not say where. Variables may stand where a value does.
 * @returns undefined when there is none
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  try {
    const end = skipSpace(text, skipValue(text, skipSpace(text, 0)));
    return end === text.length ? undefined : { offset: end, expected: 'nothing more' };
  } catch (problem) {
    if (problem instanceof Stop) return problem.problem;
    throw problem;
  }
}

/** Leaves the text from however deep inside. */
class Stop extends Error {
  readonly problem: JsonProblem;

  constructor(offset: number, expected: string) {
    super(expected);
    this.problem = { offset, expected };
  }
}

const string = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Each of these takes where something starts and answers where it ends. */
function skipValue(text: string, at: number): number {
  const end = match(scalar, text, at) ?? match(string, text, at) ?? variableEnd(text, at);
  if (end !== undefined) return end;
  if (text[at] === '{') return skipList(text, at, { close: '}', skipOne: skipMember });
  if (text[at] === '[') return skipList(text, at, { close: ']', skipOne: skipValue });
  throw new Stop(at, text[at] === '"' ? 'a text that ends with "' : 'a value');
}

interface List {
  readonly close: string;
  readonly skipOne: (text: string, at: number) => number;
}

function skipList(text: string, open: number, { close, skipOne }: List): number {
  let at = skipSpace(text, open + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skipSpace(text, skipOne(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') throw new Stop(at, `"," or "${close}"`);
    at = skipSpace(text, at + 1);
  }
}

function skipMember(text: string, at: number): number {
  const name = match(string, text, at);
  if (name === undefined) throw new Stop(at, 'a name in double quotes');
  const colon = skipSpace(text, name);
  if (text[colon] !== ':') throw new Stop(colon, '":"');
  return skipValue(text, skipSpace(text, colon + 1));
}

function skipSpace(text: string, at: number): number {
  return match(/[ \t\r\n]*/y, text, at) ?? at;
}

/** `[[ 1 ]]` is a list, `[[name]]` a variable. */
function variableEnd(text: string, at: number): number | undefined {
  const variable = variableAt(text, at);
  return variable?.whole.startsWith('[') === true && !/^\w/.test(variable.inside) ? undefined : variable?.end;
}

/** @param pattern sticky */
function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
