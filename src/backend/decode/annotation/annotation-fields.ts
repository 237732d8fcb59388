import type { Field } from '../../sdk/dataframe/field.ts';
import type { Annotation } from './annotation.ts';
import { createValidityBuilder, validityProperty } from '../column/validity-builder.ts';

/**
 * Annotations as the columns of a frame that Grafana 8 and later read without help, ascending by time.
 * Source of the names: Grafana, standardAnnotationSupport.ts.
 */
export function annotationFields(annotations: readonly Annotation[]): readonly Field[] {
  const rows = [...annotations].sort((a, b) => a.time - b.time);
  const ends = createValidityBuilder(rows.length);
  rows.forEach(({ timeEnd }, row) => {
    if (timeEnd === null) ends.addNull(row);
  });
  return [
    { type: 'time', name: 'time', values: Float64Array.from(rows, ({ time }) => time) },
    {
      type: 'time',
      name: 'timeEnd',
      values: Float64Array.from(rows, ({ timeEnd }) => timeEnd ?? NaN),
      ...validityProperty(ends.finish(rows.length)),
    },
    { type: 'string', name: 'title', values: rows.map(({ title, text }) => (text === null ? null : title)) },
    { type: 'string', name: 'text', values: rows.map(({ title, text }) => text ?? title ?? '') },
    { type: 'string', name: 'tags', values: rows.map(({ tags }) => tags) },
    { type: 'string', name: 'id', values: rows.map(({ id }) => id) },
  ];
}
