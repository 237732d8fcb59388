import type { QueryBody } from './query-body.ts';

/** Far more than anyone reads in the query inspector. */
const maxLength = 16 * 1024;

/**
 * The body of a request as the query inspector shows it to each query: of the targets only its own, or the texts of many
 * queries would grow with the square of their number; a long one is cut, and says so.
 * @param text the body as it was sent
 */
export function describeExecuted(body: QueryBody, text: string): readonly string[] {
  const others = body.targets.length - 1;
  if (others === 0) return [cut(text)];
  const together = `\n(sent in one request with the targets of ${others} other ${others === 1 ? 'query' : 'queries'})`;
  return body.targets.map((target) => cut(JSON.stringify({ ...body, targets: [target] })) + together);
}

function cut(text: string): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}… (${text.length - maxLength} more characters)`;
}
