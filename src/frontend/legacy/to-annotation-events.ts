/**
 * Rows of an annotation's table as Grafana 5 and 6 draw them: each with the annotation it belongs to, tags as a list, and a
 * mark where it has an end.
 */
export function toAnnotationEvents(
  rows: readonly Readonly<Record<string, unknown>>[],
  annotation: unknown,
): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => {
    const event = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== ''));
    const { tags, timeEnd } = event;
    return {
      ...event,
      annotation,
      tags: typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : [],
      ...(timeEnd !== undefined && { isRegion: true }),
    };
  });
}
