import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import { parseText } from '../json/parse-text.ts';

/** One event, before it becomes a row. */
export interface Annotation {
  /** In ms since the epoch. */
  readonly time: number;
  /** Later than `time`; null unless the event is a region. */
  readonly timeEnd: number | null;
  readonly title: string | null;
  readonly text: string | null;
  /** Separated by commas. */
  readonly tags: string | null;
  readonly id: string | null;
  /** What the two halves of a region share; null for other events. */
  readonly regionId: string | null;
}

/** Reads an event whose times have been read; `valueOf` finds the server's other values by their names. */
export function toAnnotation(time: number, timeEnd: number | null, valueOf: (key: string) => unknown): Annotation {
  return {
    ...orderedTimes(time, isPoint(valueOf('isRegion')) ? null : timeEnd),
    title: parseWords(valueOf('title')),
    text: parseWords(valueOf('text')),
    tags: parseTags(valueOf('tags')),
    id: parseText(valueOf('id')),
    regionId: parseRegionId(valueOf('regionId')),
  };
}

function isPoint(isRegion: unknown): boolean {
  return isRegion === false || isRegion === 'false' || isRegion === 0;
}

function orderedTimes(time: number, timeEnd: number | null): Pick<Annotation, 'time' | 'timeEnd'> {
  if (timeEnd === null || timeEnd === time) return { time, timeEnd: null };
  return { time: Math.min(time, timeEnd), timeEnd: Math.max(time, timeEnd) };
}

function parseWords(value: unknown): string | null {
  const text = parseText(value);
  return text === '' ? null : text;
}

/** Text is separated by commas already; Grafana would show an empty text as one tag without a name. */
function parseTags(value: unknown): string | null {
  const tags = typeof value === 'string' ? (arrayInText(value) ?? value.split(',')) : tagList(value);
  const named = tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  return named.length === 0 ? null : named.join(',');
}

/** The tags of an array that is written as JSON text, as in a column that is declared as text. */
function arrayInText(text: string): readonly string[] | undefined {
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonArray(parsed) ? tagList(parsed) : undefined;
  } catch {
    return undefined;
  }
}

function tagList(value: unknown): readonly string[] {
  if (isJsonArray(value)) return value.map((tag) => (isJsonObject(tag) ? tagOfObject(tag) : (parseText(tag) ?? '')));
  if (isJsonObject(value)) return Object.entries(value).map(([key, tag]) => `${key}:${parseText(tag) ?? ''}`);
  return [parseText(value) ?? ''];
}

/** `{"key": "env", "value": "prod"}`, `{"term": "deploy", "count": 3}`, `{"text": "deploy"}` …; as JSON text, its commas would make several tags. */
function tagOfObject(tag: JsonObject): string {
  const [name, value] = [firstText(tag, tagNames), firstText(tag, ['value'])];
  if (name !== undefined && value !== undefined && name !== value) return `${name}:${value}`;
  return name ?? value ?? tagList(tag).join(' ');
}

const tagNames = ['key', 'name', 'text', 'label', 'tag', 'term'] as const;

function firstText(object: JsonObject, names: readonly string[]): string | undefined {
  return (
    names.map((name) => parseText(ownValue(object, name))).find((text) => text !== null && text !== '') ?? undefined
  );
}

/** 0 was Grafana's own way to say that there is no region. */
function parseRegionId(value: unknown): string | null {
  const id = parseText(value);
  return id === '' || id === '0' ? null : id;
}
