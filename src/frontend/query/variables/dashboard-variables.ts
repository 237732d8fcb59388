import type { CarriedRequest } from '../../../shared/query-model.ts';
import type { ScopedVariables, TemplateService } from './template-service.ts';
import { createVariableFill } from './variable-fill.ts';

type CarriedVariables = NonNullable<CarriedRequest['scopedVars']>;

/**
 * Every variable of the dashboard with the values it has for this request, "All" as the list it stands for. Grafana's own,
 * with two underscores, are left out: the executable knows the interval, and others hold what is no JSON.
 */
export function dashboardVariables(templates: TemplateService, scopedVars: ScopedVariables): CarriedVariables {
  const fill = createVariableFill(templates, scopedVars);
  const entries = variableNames(templates).map((name) => {
    const value = fill.value(`\${${name}}`);
    return [name, { text: displayText(findVariable(templates, name), value), value }] as const;
  });
  const own = Object.entries(scopedVars).flatMap(([name, scoped]) =>
    scoped === undefined || name.startsWith('__')
      ? []
      : [[name, { text: scoped.text ?? scoped.value, value: scoped.value }] as const],
  );
  return Object.fromEntries([...entries, ...own]);
}

/** Those with a value of their own; ad hoc filters travel by themselves. */
export function variableNames(templates: TemplateService): readonly string[] {
  return listVariables(templates).flatMap(({ name, type }) =>
    typeof name !== 'string' || name.startsWith('__') || type === 'adhoc' || type === 'system' ? [] : [name],
  );
}

interface Variable {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly current?: unknown;
}

function findVariable(templates: TemplateService, name: string): Variable | undefined {
  return listVariables(templates).find((variable) => variable.name === name);
}

function listVariables(templates: TemplateService): readonly Variable[] {
  const variables = templates.getVariables?.() ?? templates.variables ?? [];
  return variables.filter((variable): variable is Variable => typeof variable === 'object' && variable !== null);
}

/** What the dashboard shows for the value; the value itself where it does not say. */
function displayText(variable: Variable | undefined, value: unknown): unknown {
  const current = variable?.current;
  return typeof current === 'object' && current !== null && 'text' in current ? current.text : value;
}
