import { jsonOrText, mapJson } from './map-json.ts';
import { bareMark } from './parse-json-with-variables.ts';
import { isVariable } from './variables.ts';

/** How the variables in a query's texts are filled in. */
export interface VariableFill {
  /** In a text: with the format written in it (`${host:csv}`), else with the one given, else Grafana's own `{a,b}`. */
  readonly text: (text: string, format?: string) => string;
  /** The value of an expression that is nothing but one variable: a text, a list of texts, a number. */
  readonly value: (expression: string) => unknown;
  /** Whether an expression stays as it is, for the executable. */
  readonly keeps?: (expression: string) => boolean;
}

/**
 * Fills in variables on the parsed tree, so that no value can break the JSON around it. A string that is one variable and
 * nothing else becomes its value, a list for a variable of several values; in a longer string it becomes text. What names
 * no variable stays as it is.
 */
export function interpolateJson(value: unknown, fill: VariableFill): unknown {
  return mapJson(value, {
    value: (text) => interpolateString(text, fill),
    key: (name) => withVariables(name, fill),
  });
}

function interpolateString(text: string, fill: VariableFill): unknown {
  if (text.startsWith(bareMark)) {
    const expression = text.slice(bareMark.length);
    return fill.keeps?.(expression) === true ? text : literal(fill.value(expression));
  }
  return isVariable(text) ? fill.value(text) : withVariables(text, fill);
}

/** Whoever leaves out the quotes wants a number, `true` or whatever JSON the variable holds. */
function literal(value: unknown): unknown {
  return typeof value === 'string' ? jsonOrText(value) : value;
}

function withVariables(text: string, fill: VariableFill): string {
  return fill.text(text.startsWith(bareMark) ? text.slice(bareMark.length) : text);
}
