import type { Field } from '../dataframe/field.ts';
import { annotationFields } from './annotation-fields.ts';
import type { Annotation } from './annotation.ts';
import { answerLimits } from './answer-limits.ts';
import { DecodeError } from './decoded-answer.ts';
import { decodeResult, isResult } from './decode-result.ts';
import { joinRegions } from './join-regions.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { openEnvelope } from './open-envelope.ts';
import { parseAnnotationObjects, parseAnnotationTable, type AnnotationObject } from './parse-annotations.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { createProblemList } from './problem-list.ts';

/** Annotations as the columns that Grafana maps by itself: `time`, `timeEnd`, `title`, `text`, `tags`, `id`. */
export interface DecodedAnnotations {
  /** Ascending by `time`, which has no null. `timeEnd` is null but for regions; `tags` are separated by commas. */
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
export function decodeAnnotations(body: Uint8Array): DecodedAnnotations {
  const problems = createProblemList();
  const elements = openEnvelope(parseJsonBody(body, answerLimits.annotations), {
    expected: 'an array of events or frames',
    isElement,
  });
  const events: AnnotationObject[] = [];
  let annotations: readonly Annotation[] = [];
  elements.forEach((element, position) => {
    const path = `annotation[${position}]`;
    if (element === null) return;
    if (isJsonObject(element) && !isResult(element)) {
      events.push({ object: element, path });
      return;
    }
    const result = decodeResult(element, { position, path, problems });
    if (result === undefined) return;
    const fields = result.kind === 'table' ? result.fields : [result.time, result.value];
    annotations = annotations.concat(parseAnnotationTable(fields, path, problems));
  });
  annotations = annotations.concat(parseAnnotationObjects(events, problems));
  const texts = problems.texts();
  if (annotations.length === 0 && texts.length > 0) throw new DecodeError(texts.join('; '));
  return { fields: annotationFields(joinRegions(annotations)), problems: texts };
}

function isElement(object: JsonObject): boolean {
  return Object.hasOwn(object, 'time') || isResult(object);
}
