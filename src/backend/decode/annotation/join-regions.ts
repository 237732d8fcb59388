import type { Annotation } from './annotation.ts';

/**
 * Makes one region of the events that share a `regionId`, from the first of their times to the last, with what the
 * earliest that has it says. An id that only one event has makes no region, and events with ends of their own stay apart. Source: Grafana 5, events_processing.ts.
 */
export function joinRegions(annotations: readonly Annotation[]): readonly Annotation[] {
  const regions = new Map<string, Annotation>();
  const others: Annotation[] = [];
  for (const annotation of annotations) {
    const { regionId } = annotation;
    if (regionId === null) {
      others.push(annotation);
      continue;
    }
    const half = regions.get(regionId);
    if (half !== undefined && hasEnd(half) && hasEnd(annotation)) {
      others.push(annotation);
      continue;
    }
    regions.set(regionId, half === undefined ? annotation : join(half, annotation));
  }
  return [...others, ...regions.values()];
}

function hasEnd({ timeEnd }: Annotation): boolean {
  return timeEnd !== null;
}

function join(one: Annotation, other: Annotation): Annotation {
  const [first, second] = other.time < one.time ? [other, one] : [one, other];
  const end = Math.max(first.timeEnd ?? first.time, second.timeEnd ?? second.time);
  return {
    time: first.time,
    timeEnd: end === first.time ? null : end,
    title: first.title ?? second.title,
    text: first.text ?? second.text,
    tags: first.tags ?? second.tags,
    id: first.id ?? second.id,
    regionId: first.regionId,
  };
}
