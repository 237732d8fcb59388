import type { Field } from '../../sdk/dataframe/field.ts';
import { annotationFields } from './annotation-fields.ts';
import type { Annotation } from './annotation.ts';
import type { AnswerHints } from '../answer/answer-hints.ts';
import { answerLimits } from '../json/answer-limits.ts';
import { eventInContractKeys } from '../envelope/contract-keys.ts';
import { DecodeError } from '../answer/decoded-answer.ts';
import { decodeResult, isResult } from '../result/decode-result.ts';
import { joinRegions } from './join-regions.ts';
import { isJsonObject, type JsonObject } from '../json/json-value.ts';
import { openEnvelope } from '../envelope/open-envelope.ts';
import { parseAnnotationObjects, parseAnnotationTable, type AnnotationObject } from './parse-annotations.ts';
import { plainDocuments } from '../foreign/foreign-documents.ts';
import { eventAliases } from './event-aliases.ts';
import { parseJsonBody, type ParseLimits } from '../json/parse-json-body.ts';
import { createProblemList } from '../json/problem-list.ts';

/** Annotations as the columns that Grafana maps by itself: `time`, `timeEnd`, `title`, `text`, `tags`, `id`. */
export interface DecodedAnnotations {
  /** Ascending by `time`, which has no null. `timeEnd` is null except for regions; `tags` are separated by commas. */
  readonly fields: readonly Field[];
  readonly problems: readonly string[];
}

/**
 * Decodes the body of an answer to `/annotations`, or of an answer to `/query` that was asked for annotations: an
 * array of events, or tables and frames with such columns. Regions may be written in any of the three ways Grafana
 * has had: two events of one `regionId`, `isRegion` with `timeEnd`, or `timeEnd` alone. An event without a time is
 * left out and reported; one without a text shows its title as text, since Grafana shows nothing without one.
 * @throws {DecodeError} when nothing in the body can be used.
 */
export function decodeAnnotations(
  body: Uint8Array,
  hints: AnswerHints = {},
  limits: ParseLimits = answerLimits.annotations,
): DecodedAnnotations {
  const problems = createProblemList();
  const elements = openEnvelope(parseJsonBody(body, limits), {
    expected: 'an array of events or frames',
    isElement: (object) => isElement(object, hints),
    elementsOf: eventsByName,
    readText: (text) => parseJsonBody(new TextEncoder().encode(text), limits),
  });
  const events: AnnotationObject[] = [];
  const annotations: Annotation[] = [];
  plainDocuments(elements).forEach((element, position) => {
    const path = `annotation[${position}]`;
    if (element === null) return;
    if (isJsonObject(element) && !isResult(element)) {
      events.push({ object: eventInContractKeys(element), path });
      return;
    }
    const result = decodeResult(element, { position, path, problems, asked: hints.asked });
    if (result === undefined) return;
    const fields = result.kind === 'table' ? result.fields : [result.time, result.value];
    for (const annotation of parseAnnotationTable(fields, path, { problems, hints })) annotations.push(annotation);
  });
  const columnNames = { ...eventAliases(events.map(({ object }) => object)), ...hints.columnNames };
  for (const annotation of parseAnnotationObjects(events, { problems, hints: { ...hints, columnNames } }))
    annotations.push(annotation);
  const texts = problems.texts();
  if (annotations.length === 0 && texts.length > 0) throw new DecodeError(texts.join('; '));
  return { fields: withSavedNames(annotationFields(joinRegions(annotations)), hints), problems: texts };
}

/** `{"1": {"time": …}, "2": {"time": …}}`. */
function eventsByName(object: JsonObject): readonly unknown[] | undefined {
  const events = Object.values(object);
  return events.length > 0 && events.every((event) => isJsonObject(event) && isElement(event, {})) ? events : undefined;
}

function isElement(object: JsonObject, { columnNames = {} }: AnswerHints): boolean {
  return (
    Object.hasOwn(eventInContractKeys(object), 'time') ||
    Object.hasOwn(object, columnNames['time'] ?? 'time') ||
    isResult(object)
  );
}

/** Adds columns under the names in the saved annotation: Grafana's pages look for those names only. */
function withSavedNames(fields: readonly Field[], { columnNames = {} }: AnswerHints): readonly Field[] {
  const own = new Set(fields.map(({ name }) => name.toLowerCase()));
  const renamed = fields.flatMap((field) => {
    const name = columnNames[field.name];
    return name === undefined || own.has(name.toLowerCase()) ? [] : [{ ...field, name }];
  });
  return [...fields, ...renamed];
}
