import type { Field } from '../../sdk/dataframe/field.ts';
import { toAnnotation, type Annotation } from './annotation.ts';
import type { AnswerHints } from '../answer/answer-hints.ts';
import { describeValue } from '../json/describe-value.ts';
import { fieldCells, type FieldCell } from '../column/field-cells.ts';
import { ownValue, type JsonObject } from '../json/json-value.ts';
import { openEnd } from './open-end.ts';
import { parseJsonBody } from '../json/parse-json-body.ts';
import { parseTimeText } from '../time/parse-time-text.ts';
import { createProblemList, type ProblemList } from '../json/problem-list.ts';
import { readColumn } from '../column/read-column.ts';

/** An event as the server wrote it, and how messages name it. */
export interface AnnotationObject {
  readonly object: JsonObject;
  readonly path: string;
}

/** What every reader of annotations needs. */
interface AnnotationContext {
  readonly problems: ProblemList;
  readonly hints: AnswerHints;
}

/** Events as objects. All their times are read together, as those of one column, to tell their unit. */
export function parseAnnotationObjects(
  events: readonly AnnotationObject[],
  { problems, hints }: AnnotationContext,
): readonly Annotation[] {
  const nameOf = (key: string): string => hints.columnNames?.[key] ?? key;
  const read = (key: string, row: number): unknown => {
    const object = events[row]?.object ?? {};
    return ownValue(object, nameOf(key)) ?? ownValue(object, key);
  };
  const pathOf = (row: number): string => events[row]?.path ?? 'annotation';
  const cellsOf = (key: string): unknown[] => events.map((_, row) => read(key, row));
  return toAnnotations({
    times: readTimes(cellsOf('time'), (row) => `${pathOf(row)}.time`, { problems: unreported(), hints }),
    ends: readTimes(
      cellsOf('timeEnd').map((cell) => openEnd(noEndForZero(cell))),
      (row) => `${pathOf(row)}.timeEnd`,
      { problems, hints },
    ),
    valueOf: (row, key) => read(key, row),
    reportNoTime: (row) => {
      problems.add(`${pathOf(row)}.time`, 'a time', read('time', row));
    },
  });
}

/** Events as the rows of a table or frame. Columns are found by name, in any case; time and text also by their type. */
export function parseAnnotationTable(
  fields: readonly Field[],
  path: string,
  { problems, hints }: AnnotationContext,
): readonly Annotation[] {
  const columns = new Map<string, Field>(fields.map((field) => [field.name.toLowerCase(), field]));
  const find = (key: string): Field | undefined =>
    columns.get((hints.columnNames?.[key] ?? key).toLowerCase()) ?? columns.get(key.toLowerCase());
  const time = find('time') ?? fields.find(({ type }) => type === 'time');
  const text = find('text') ?? fields.find(({ name, type }) => type === 'string' && !isKnown(name));
  if (time === undefined) {
    problems.add(
      path,
      'a column "time"',
      fields.map(({ name }) => name),
    );
    return [];
  }
  const end = find('timeEnd');
  const cells = new Map(fields.map((field) => [field, annotationCells(field)]));
  return toAnnotations({
    times: fieldTimes(time, path, { problems: unreported(), hints }),
    ends:
      end === undefined
        ? []
        : fieldTimes(end, `${path}, column ${describeValue(end.name)}`, { problems, hints }).map(noEndForZero),
    valueOf: (row, key) => {
      const field = key === 'text' ? text : find(key);
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
  readonly ends: readonly unknown[];
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

/** Whether Grafana knows a column by its name; the first text column with another name is the event's text. */
function isKnown(name: string): boolean {
  return /^(?:title|tags|id|regionid|isregion|timeend)$/i.test(name);
}

/** Takes no reports: a time that cannot be read is reported with its event. */
function unreported(): ProblemList {
  return createProblemList(0);
}

const yearOneMs = Date.UTC(2000, 0) - 63_082_281_600_000;

/** Null for what servers write as the end of an event that is no region. The year 1 is the zero value of Go's and .NET's times. */
function noEndForZero(cell: unknown): unknown {
  const isNone = cell === 0 || cell === '0' || cell === false || cell === '' || cell === -1;
  const time = typeof cell === 'string' ? parseTimeText(cell) : undefined;
  return isNone || time === 0 || time === yearOneMs ? null : cell;
}

function fieldTimes(field: Field, path: string, context: AnnotationContext): readonly FieldCell[] {
  if (field.type === 'time') return fieldCells(field);
  return readTimes(fieldCells(field).map(noEndForZero), (row) => `${path}, row ${row}`, context);
}

function readTimes(
  cells: readonly unknown[],
  cellPath: (row: number) => string,
  { problems, hints }: AnnotationContext,
): readonly FieldCell[] {
  const source = { name: 'time', type: 'time', path: cellPath(0), cellPath, problems, asked: hints.asked };
  return fieldCells(readColumn(cells, source));
}
