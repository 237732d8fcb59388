import { bareMark } from '../../shared/parse-json-with-variables.ts';
import { isVariable } from '../../shared/variables.ts';
import type { VariableFill } from './variable-fill.ts';

/**
 * Fills in variables on the parsed tree, so that no value can break the JSON around it. A string that is one variable and
 * nothing else becomes its value, a list for a variable of several values; in a longer string it becomes text. What names
 * no variable stays as it is.
 */
export function interpolateJson(value: unknown, fill: VariableFill): unknown {
  if (typeof value === 'string') return interpolateString(value, fill);
  if (Array.isArray(value)) return value.map((element: unknown) => interpolateJson(element, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [withVariables(key, fill), interpolateJson(inner, fill)]),
  );
}

function interpolateString(text: string, fill: VariableFill): unknown {
  if (text.startsWith(bareMark)) return literal(fill.value(text.slice(bareMark.length)));
  return isVariable(text) ? fill.value(text) : withVariables(text, fill);
}

/** Whoever leaves out the quotes wants a number, `true` or whatever JSON the variable holds. */
function literal(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function withVariables(text: string, fill: VariableFill): string {
  return fill.text(text.startsWith(bareMark) ? text.slice(bareMark.length) : text);
}
