import type { VariableFill } from '../../../../shared/interpolate-json.ts';
import { type VariableText, replaceVariables, variableAt } from '../../../../shared/variables.ts';

/** A text, or the list of a variable of several values. */
export type VariableValue = string | readonly string[];

/** Fills in the values of a dashboard's variables, in Grafana's formats. What names none of them stays as it is. */
export function createFill(values: ReadonlyMap<string, VariableValue>): VariableFill {
  const replacement = ({ inside }: VariableText, format: string): string | undefined => {
    const { name, written } = parseInside(inside);
    const value = values.get(name);
    return value === undefined ? undefined : formatValue(value, written ?? format);
  };
  return {
    text: (text, format = 'glob') => replaceVariables(text, (variable) => replacement(variable, format)),
    value: (expression) => {
      const variable = variableAt(expression, 0);
      const { name, written } = parseInside(variable?.inside ?? '');
      const value = values.get(name);
      if (value === undefined) return expression;
      return written === undefined ? value : formatValue(value, written);
    },
  };
}

/** `host:csv`, or `host.text`, which means the value here: only a browser knows more. */
function parseInside(inside: string): { readonly name: string; readonly written: string | undefined } {
  const [path = '', ...formats] = inside.split(':');
  const [name = ''] = path.split('.');
  return { name, written: formats.length === 0 ? undefined : formats.join(':') };
}

type Format = (list: readonly string[], value: VariableValue) => string;

const quoted =
  (quote: string, escaped: string): Format =>
  (list) =>
    list.map((one) => quote + one.replaceAll(quote, escaped) + quote).join(',');

const glob: Format = (list) => (list.length === 1 ? (list[0] ?? '') : `{${list.join(',')}}`);

/** Those that need no browser. Source: Grafana's documentation, "Variable syntax". */
const formats: Readonly<Record<string, Format>> = {
  glob,
  regex: (list) => (list.length === 1 ? escapePattern(list[0] ?? '') : `(${list.map(escapePattern).join('|')})`),
  csv: (list) => list.join(','),
  raw: (list) => list.join(','),
  pipe: (list) => list.join('|'),
  text: (list) => list.join(' + '),
  json: (_, value) => JSON.stringify(value),
  doublequote: quoted('"', String.raw`\"`),
  singlequote: quoted("'", String.raw`\'`),
  sqlstring: quoted("'", "''"),
  percentencode: (list, value) => encodeURIComponent(glob(list, value)),
};

function formatValue(value: VariableValue, format: string): string {
  const write = Object.hasOwn(formats, format) ? formats[format] : undefined;
  return (write ?? glob)(typeof value === 'string' ? [value] : value, value);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$*+?.()|[\]{}/]/g, String.raw`\$&`);
}
