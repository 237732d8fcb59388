import type { Labels } from '../../sdk/dataframe/field.ts';
import { isJsonObject } from '../json/json-value.ts';
import { parseText } from '../json/parse-text.ts';
import type { ProblemList } from '../json/problem-list.ts';

/**
 * `tags` or `labels` of a server: an object of scalars, each as text; nulls are left out. An empty array counts as
 * an empty object, since PHP cannot tell them apart.
 */
export function parseLabels(value: unknown, path: string, problems: ProblemList): Labels {
  if (value == null || (Array.isArray(value) && value.length === 0)) return {};
  if (!isJsonObject(value)) {
    problems.add(path, 'an object of labels', value);
    return {};
  }
  return Object.fromEntries(Object.entries(value).flatMap(([name, label]) => toLabel(name, parseText(label))));
}

function toLabel(name: string, text: string | null): [string, string][] {
  return text === null ? [] : [[name, text]];
}
