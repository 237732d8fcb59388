interface Variable {
  readonly name: string;
  readonly type: string;
  readonly current: { readonly text: unknown; readonly value: unknown };
}

/** A dashboard with one variable of several values, `host`, and one of a single value, `region`. */
const variables: readonly Variable[] = [
  { name: 'host', type: 'query', current: { text: ['web-1', 'web-2'], value: ['web-1', 'web-2'] } },
  { name: 'region', type: 'query', current: { text: 'eu', value: 'eu' } },
];

type ScopedVars = Readonly<Record<string, { readonly value: unknown } | undefined>>;
type Format = string | ((value: unknown, variable: unknown) => string) | undefined;

/** As much of Grafana's template service as fills `$name` and `${name}` in. */
export class TemplateSrv {
  readonly variables = variables;

  getVariables(): readonly Variable[] {
    return variables;
  }

  getAdhocFilters(): readonly unknown[] {
    return [];
  }

  containsTemplate(text: string): boolean {
    return this.replace(text) !== text;
  }

  variableExists(text: string): boolean {
    return this.containsTemplate(text);
  }

  updateIndex(): void {
    // Nothing is kept that could be out of date.
  }

  replace(text: string, scopedVars: ScopedVars = {}, format?: Format): string {
    return text.replaceAll(/\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g, (found: string, plain, braced, own) => {
      const name = String(plain ?? braced);
      const variable = variables.find((one) => one.name === name);
      const value = scopedVars[name]?.value ?? variable?.current.value;
      return value === undefined ? found : formatValue(value, (own as string | undefined) ?? format, variable);
    });
  }
}

function formatValue(value: unknown, format: Format, variable: Variable | undefined): string {
  if (typeof format === 'function') return format(value, variable);
  if (format === 'json') return JSON.stringify(value);
  if (!Array.isArray(value)) return String(value);
  const texts = value.map(String);
  if (texts.length === 1) return texts.join('');
  if (format === 'regex') return `(${texts.join('|')})`;
  return format === 'csv' || format === 'raw' ? texts.join(',') : `{${texts.join(',')}}`;
}
