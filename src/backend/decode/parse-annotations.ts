import type { Field } from '../dataframe/field.ts';
import { toAnnotation, type Annotation } from './annotation.ts';
import { describeValue } from './describe-value.ts';
import { fieldCells, type FieldCell } from './field-cells.ts';
import { ownValue, type JsonObject } from './json-value.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';
import { readColumn } from './read-column.ts';

/** An event as the server wrote it, and how messages name it. */
export interface AnnotationObject {
  readonly object: JsonObject;
  readonly path: string;
}

/** Events as objects. All their times are read together, as those of one column, to tell their unit. */
export function parseAnnotationObjects(
  events: readonly AnnotationObject[],
  problems: ProblemList,
): readonly Annotation[] {
  const pathOf = (row: number): string => events[row]?.path ?? 'annotation';
  const cellsOf = (key: string): unknown[] => events.map(({ object }) => ownValue(object, key));
  return toAnnotations({
    times: readTimes(cellsOf('time'), (row) => `${pathOf(row)}.time`, unreported()),
    ends: readTimes(cellsOf('timeEnd').map(noEndForZero), (row) => `${pathOf(row)}.timeEnd`, problems),
    valueOf: (row, key) => ownValue(events[row]?.object ?? {}, key),
    reportNoTime: (row) => {
      problems.add(`${pathOf(row)}.time`, 'a time', ownValue(events[row]?.object ?? {}, 'time'));
    },
  });
}

/** Events as the rows of a table or frame. Columns are found by name, in any case; time and text also by their type. */
export function parseAnnotationTable(
  fields: readonly Field[],
  path: string,
  problems: ProblemList,
): readonly Annotation[] {
  const columns = new Map<string, Field>(fields.map((field) => [field.name.toLowerCase(), field]));
  const time = columns.get('time') ?? fields.find(({ type }) => type === 'time');
  const text = columns.get('text') ?? fields.find(({ name, type }) => type === 'string' && !isKnown(name));
  if (time === undefined) {
    problems.add(
      path,
      'a column "time"',
      fields.map(({ name }) => name),
    );
    return [];
  }
  const end = columns.get('timeend');
  const cells = new Map(fields.map((field) => [field, annotationCells(field)]));
  return toAnnotations({
    times: fieldTimes(time, path, unreported()),
    ends: end === undefined ? [] : fieldTimes(end, `${path}, column ${describeValue(end.name)}`, problems),
    valueOf: (row, key) => {
      const field = key === 'text' ? text : columns.get(key.toLowerCase());
      return field && cells.get(field)?.[row];
    },
    reportNoTime: (row) => {
      problems.add(`${path}, column ${describeValue(time.name)}, row ${row}`, 'a time', cells.get(time)?.[row]);
    },
  });
}

/** Tags may be arrays, which a column holds as JSON text. */
function annotationCells(field: Field): readonly unknown[] {
  if (field.type !== 'json') return fieldCells(field);
  return field.values.map((text): unknown => (text === null ? null : parseJsonBody(Buffer.from(text))));
}

interface AnnotationRows {
  readonly times: readonly FieldCell[];
  readonly ends: readonly FieldCell[];
  readonly valueOf: (row: number, key: string) => unknown;
  readonly reportNoTime: (row: number) => void;
}

function toAnnotations({ times, ends, valueOf, reportNoTime }: AnnotationRows): readonly Annotation[] {
  return times.flatMap((time, row) => {
    if (typeof time !== 'number') {
      reportNoTime(row);
      return [];
    }
    const end = ends[row];
    return [toAnnotation(time, typeof end === 'number' ? end : null, (key) => valueOf(row, key))];
  });
}

/** The names Grafana knows; a text under another name is the event's text. */
function isKnown(name: string): boolean {
  return /^(?:title|tags|id|regionid|isregion|timeend)$/i.test(name);
}

/** For times, which are reported with their events. */
function unreported(): ProblemList {
  return createProblemList(0);
}

/** What servers write for an event that is no region. */
function noEndForZero(cell: unknown): unknown {
  return cell === 0 || cell === '0' ? null : cell;
}

function fieldTimes(field: Field, path: string, problems: ProblemList): readonly FieldCell[] {
  if (field.type === 'time') return fieldCells(field);
  return readTimes(fieldCells(field).map(noEndForZero), (row) => `${path}, row ${row}`, problems);
}

function readTimes(
  cells: readonly unknown[],
  cellPath: (row: number) => string,
  problems: ProblemList,
): readonly FieldCell[] {
  const source = { name: 'time', type: 'time', path: cellPath(0), cellPath, problems };
  return fieldCells(readColumn(cells, source));
}
