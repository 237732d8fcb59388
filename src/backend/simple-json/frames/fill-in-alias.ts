import { variableAt, isWordCharacter } from '../../../shared/variables.ts';
import type { Series } from './series.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** More than a legend could show. Each of thousands of series has one. */
const maxNameLength = 1000;

type Named = Pick<Series, 'name' | 'title' | 'labels'>;

/**
 * An alias with `{{label}}`, `$label` and `${label}` filled in, and `target`, `name` and `title` among them. A label that is
 * not there leaves its place empty in the first form, as Grafana's own data sources do; the others then stay as they are.
 * @returns undefined where every place comes out empty: what is left between them, such as "()", names nothing
 */
export function fillInAlias(alias: string, series: Named, target: string | undefined): string | undefined {
  const parts: string[] = [];
  const filled: string[] = [];
  let length = 0;
  for (let at = 0; at < alias.length && length <= maxNameLength;) {
    const { text, end, isFilled } = pieceAt(alias, at, (label) => valueOf(label, series, target));
    parts.push(text);
    if (isFilled) filled.push(text);
    length += text.length;
    at = end;
  }
  if (filled.length > 0 && filled.every((text) => text.trim() === '')) return undefined;
  return cutText(parts.join(''), maxNameLength);
}

interface Piece {
  readonly text: string;
  readonly end: number;
  /** Whether it stands for a value, or would. */
  readonly isFilled: boolean;
}

function pieceAt(alias: string, at: number, value: (label: string) => string | undefined): Piece {
  if (alias.startsWith('{{', at)) {
    const inner = innerEnd(alias, at + 2);
    if (inner > at + 2 && alias.startsWith('}}', inner)) {
      return { text: value(alias.slice(at + 2, inner).trim()) ?? '', end: inner + 2, isFilled: true };
    }
  }
  const variable = alias[at] === '$' ? variableAt(alias, at) : undefined;
  if (variable !== undefined && isWord(variable.inside)) {
    const found = value(variable.inside);
    return { text: found ?? variable.whole, end: variable.end, isFilled: found !== undefined };
  }
  return { text: alias.charAt(at), end: at + 1, isFilled: false };
}

function innerEnd(alias: string, start: number): number {
  let end = start;
  while (end < alias.length && alias[end] !== '{' && alias[end] !== '}') end++;
  return end;
}

function isWord(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (!isWordCharacter(text.charCodeAt(at))) return false;
  return true;
}

/** The server's labels take precedence over `target`, `name` and `title`. */
function valueOf(label: string, { name, title, labels }: Named, target: string | undefined): string | undefined {
  if (Object.hasOwn(labels, label)) return labels[label];
  switch (label) {
    case 'target':
      return target ?? name;
    case 'name':
      return name;
    case 'title':
      return title;
    default:
      return undefined;
  }
}
