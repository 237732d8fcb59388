import { jsonOrText, mapJson } from '../../shared/map-json.ts';
import { bareMark } from '../../shared/parse-json-with-variables.ts';
import { isVariable } from '../../shared/variables.ts';
import type { VariableFill } from './variable-fill.ts';

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
