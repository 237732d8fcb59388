import { jsonObject } from '../request/json-object.ts';
import { parseRange, type Range } from '../request/parse-query-request.ts';

interface Annotation {
  /** The annotation as it was asked, which the original plugin's servers echo. */
  readonly annotation: unknown;
  readonly time: number;
  readonly timeEnd?: number;
  readonly isRegion?: true;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
}

const hourMs = 3_600_000;
const maintenanceMs = hourMs / 3;
/** A month of deploys is enough for any picture. */
const mostEvents = 1000;

/**
 * POST /annotations: a deploy every four hours and a maintenance of twenty minutes twice a day.
 * A query text keeps those that have it in their title or tags.
 * @throws {HttpError} when the body or its range cannot be read.
 */
export function answerAnnotations(body: unknown): readonly Annotation[] {
  const request = jsonObject(body, 'the body');
  const range = parseRange(request['range']);
  const annotation = request['annotation'] ?? {};
  const { query } = jsonObject(annotation, '"annotation"');
  const typed = typeof query === 'string' ? query.trim().toLowerCase() : '';
  return [...deploys(range), ...maintenances(range)]
    .filter(({ title, tags }) => [title, ...tags].some((word) => word.toLowerCase().includes(typed)))
    .sort((a, b) => a.time - b.time)
    .map((event) => ({ ...event, annotation }));
}

function deploys(range: Range): Annotation[] {
  return moments(range, { everyMs: 4 * hourMs, offsetMs: hourMs }).map((time, i) => ({
    annotation: {},
    time,
    title: 'Deploy',
    text: `Version 1.${Math.floor(time / (4 * hourMs)) % 1000} to ${i % 2 === 0 ? 'eu' : 'us'}`,
    tags: ['deploy'],
  }));
}

function maintenances(range: Range): Annotation[] {
  return moments(range, { everyMs: 12 * hourMs, offsetMs: 3 * hourMs }).map((time) => ({
    annotation: {},
    time,
    timeEnd: time + maintenanceMs,
    isRegion: true,
    title: 'Maintenance',
    text: 'Database backup',
    tags: ['maintenance', 'db-1'],
  }));
}

/** The latest moments within the range, at most `mostEvents`. */
function moments(
  { fromEpochMs, toEpochMs }: Range,
  { everyMs, offsetMs }: { everyMs: number; offsetMs: number },
): number[] {
  const last = Math.floor((toEpochMs - offsetMs) / everyMs);
  const first = Math.max(Math.ceil((fromEpochMs - offsetMs) / everyMs), last - mostEvents + 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * everyMs + offsetMs);
}
