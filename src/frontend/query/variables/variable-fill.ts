import type { VariableFill } from '../../../shared/interpolate-json.ts';
import { isVariable, variableAt, type VariableText } from '../../../shared/variables.ts';
import type { ScopedVariables, TemplateService } from './template-service.ts';

/** By Grafana's own service of templates. */
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

/**
 * The same, but for the two ends of the range: those of a live panel move on, and whatever of a query differs from refresh to refresh
 * would make another stream of it. The executable fills them in.
 */
export function keepRange(fill: VariableFill): VariableFill {
  const keeps = (expression: string): boolean => isVariable(expression) && namesRange(variableAt(expression, 0));
  return {
    keeps,
    text: (text, format) => fillBetween(text, (part) => fill.text(part, format)),
    value: (expression) => (keeps(expression) ? expression : fill.value(expression)),
  };
}

function namesRange(variable: VariableText | undefined): boolean {
  return variable !== undefined && /^__(from|to)(:|$)/.test(variable.inside);
}

function fillBetween(text: string, fillPart: (part: string) => string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const variable = variableAt(text, at);
    if (variable === undefined) continue;
    if (namesRange(variable)) {
      parts.push(fillPart(text.slice(copied, at)), variable.whole);
      copied = variable.end;
    }
    at = variable.end - 1;
  }
  return copied === 0 ? fillPart(text) : parts.join('') + fillPart(text.slice(copied));
}
