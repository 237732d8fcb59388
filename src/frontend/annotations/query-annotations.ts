import type { TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

import { interpolateQuery } from '../query/interpolate-query.ts';
import { createVariableFill } from '../query/variables/variable-fill.ts';
import type { ResourceClient } from '../resource-client.ts';
import { toRangeText } from '../to-range-text.ts';
import { toAnnotationQuery } from './annotation-model.ts';

export interface AnnotationOptions {
  readonly annotation: unknown;
  readonly range: TimeRange;
}

/** The events of an annotation, for Grafana 7.0 and 7.1, which tell them apart by the annotation in each. */
export async function queryAnnotations(
  client: ResourceClient,
  { annotation, range }: AnnotationOptions,
): Promise<readonly unknown[]> {
  const fill = createVariableFill(getTemplateSrv(), {});
  const filled = interpolateQuery(toAnnotationQuery(annotation), fill);
  const events = await client.fetch('annotations', { annotation: filled.annotation ?? {}, range: toRangeText(range) });
  return events.map((event) => ({ ...event, annotation }));
}
