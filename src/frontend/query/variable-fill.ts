import type { ScopedVariables, TemplateService } from './template-service.ts';

/** How the variables in a query's texts are filled in. */
export interface VariableFill {
  /** In a text: with the format written in it (`${host:csv}`), else with the one given, else Grafana's own `{a,b}`. */
  readonly text: (text: string, format?: string) => string;
  /** The value of an expression that is nothing but one variable: a text, a list of texts, a number. */
  readonly value: (expression: string) => unknown;
}

export function createVariableFill(templates: TemplateService, scopedVars: ScopedVariables): VariableFill {
  return {
    text: (text, format) => templates.replace(text, scopedVars, format),
    value(expression) {
      const values: unknown[] = [];
      const text = templates.replace(expression, scopedVars, (value) => {
        values.push(value);
        return '';
      });
      // A format in the expression, a custom "All" and an unknown variable never reach the function.
      return values.length === 1 ? values[0] : text;
    },
  };
}
