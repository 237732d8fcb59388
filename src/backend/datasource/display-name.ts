import type { Labels } from '../dataframe/field.ts';

export interface NameParts {
  readonly alias: string | undefined;
  readonly target: string | undefined;
  readonly name: string;
  readonly title: string | undefined;
  readonly labels: Labels;
}

/**
 * What a legend shows: the query's alias with `{{label}}`, `$target` and `$label` filled in, else the server's title,
 * else its name. A label that is not there leaves its place empty, as Grafana's own data sources do.
 */
export function displayName({ alias, target, name, title, labels }: NameParts): string {
  if (alias === undefined) return title ?? name;
  const values: Labels = { target: target ?? name, name, ...(title === undefined ? {} : { title }), ...labels };
  return alias
    .replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_whole, label: string) => values[label] ?? '')
    .replace(
      /\$(\w+)|\$\{(\w+)\}/g,
      (whole, plain?: string, braced?: string) => values[plain ?? braced ?? ''] ?? whole,
    );
}
