/** A dashboard's variable. */
interface FakeVariable {
  readonly name: string;
  readonly type?: string;
  readonly value?: string | readonly string[];
  readonly text?: unknown;
  /** "All", as a text of the dashboard's own in place of the list. */
  readonly customAll?: string;
}

type Format = string | ((value: unknown) => string);

type Scoped = Readonly<Record<string, { readonly value: unknown } | undefined>>;

const expression = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g;

/** Replaces variables as Grafana does, as far as the tests need it. */
export function fakeTemplateSrv(variables: readonly FakeVariable[] = []) {
  const valueOf = (name: string, scoped: Scoped): unknown =>
    scoped[name]?.value ?? variables.find((variable) => variable.name === name)?.value;

  function replace(text: string, scoped: Scoped = {}, format: Format = 'glob'): string {
    return text.replace(expression, (whole, plain, braced, bracedFormat, bracketed, bracketedFormat) => {
      const name = String(plain ?? braced ?? bracketed);
      const customAll = variables.find((variable) => variable.name === name)?.customAll;
      if (customAll !== undefined) return customAll;
      const value = valueOf(name, scoped);
      return value === undefined ? whole : formatValue(value, (bracedFormat ?? bracketedFormat ?? format) as Format);
    });
  }

  return {
    replace,
    getVariables: () =>
      variables.map(({ name, type = 'query', value, text = value }) => ({ name, type, current: { value, text } })),
    getAdhocFilters: (): { key: string; operator: string; value: string }[] => [],
  };
}

function formatValue(value: unknown, format: Format): string {
  if (typeof format === 'function') return format(value);
  const values = Array.isArray(value) ? value.map(String) : [String(value)];
  switch (format) {
    case 'regex':
      return values.length === 1 ? escapeRegex(values[0] ?? '') : `(${values.map(escapeRegex).join('|')})`;
    case 'csv':
      return values.join(',');
    case 'json':
      return JSON.stringify(value);
    default:
      return Array.isArray(value) ? `{${values.join(',')}}` : String(value);
  }
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
