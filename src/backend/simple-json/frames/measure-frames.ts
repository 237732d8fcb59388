import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import type { Field, FieldConfig, Labels } from '../../sdk/dataframe/field.ts';
import { countInSteps, type Steps } from '../../sdk/turns/steps.ts';

/** About what frames take once they are written: one text that thousands of series share in memory is written in each of them. */
export interface FramesSize {
  /** Characters of names, labels and configs, and of what is said of the frames. */
  readonly texts: number;
  /** Bytes of the columns. */
  readonly columns: number;
}

/** How many characters are measured within a millisecond. */
const textsOfStep = 64 * 1024;

export function* measureFrames(frames: readonly DataFrame[]): Steps<FramesSize> {
  const shared: SharedLengths = new Map();
  let [texts, columns, paused] = [0, 0, 0];
  for (const frame of frames) {
    texts += frame.name.length + textOf(frame.meta, shared);
    for (const { name, labels = {}, config } of frame.fields) {
      texts += perField + name.length + labelsLength(labels) + textOf(config, shared);
      if (texts - paused < textsOfStep) continue;
      paused = texts;
      yield;
    }
    for (const field of frame.fields) columns += yield* bytesOf(field);
  }
  return { texts, columns };
}

/** What a field takes without texts. */
const perField = 32;

export function labelsLength(labels: Labels): number {
  let length = 0;
  for (const name in labels) length += name.length + (labels[name]?.length ?? 0);
  return length;
}

/** What is written of a field besides its values. */
export interface FieldHeader {
  readonly name: string;
  readonly title?: string | undefined;
  readonly labels: Labels;
  readonly config: FieldConfig;
}

/** Whether headers take more than so many characters. Measures no more of them than it has to. */
export function areHeadersLonger(headers: Iterable<FieldHeader>, most: number): boolean {
  const shared: SharedLengths = new Map();
  let length = 0;
  for (const { name, title = '', labels, config } of headers) {
    length += perField + name.length + title.length + labelsLength(labels) + textOf(config, shared);
    if (length > most) return true;
  }
  return false;
}

/** Of objects as JSON: often, thousands of series have the same. */
type SharedLengths = Map<object, number>;

function textOf(values: object | undefined, shared: SharedLengths): number {
  if (values === undefined) return 0;
  let length = 0;
  for (const value of Object.values(values) as unknown[]) {
    if (typeof value === 'string') length += value.length;
    else if (typeof value === 'object' && value !== null) length += jsonLength(value, shared);
  }
  return length;
}

function jsonLength(value: object, shared: SharedLengths): number {
  const known = shared.get(value);
  if (known !== undefined) return known;
  const { length } = JSON.stringify(value);
  shared.set(value, length);
  return length;
}

/** Of texts, the characters and what each takes beside. */
function* bytesOf(field: Field): Steps<number> {
  if (field.type !== 'string' && field.type !== 'json') return field.values.byteLength;
  const { values } = field;
  let bytes = values.length * perText;
  yield* countInSteps(values.length, (i) => {
    bytes += values[i]?.length ?? 0;
  });
  return bytes;
}

const perText = 16;
