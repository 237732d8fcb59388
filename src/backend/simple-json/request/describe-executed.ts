import type { DataRequest } from './data-request.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** Far more than anyone reads in the query inspector. */
const maxLength = 16 * 1024;

/** Writes the text for one query of a request, by its place. */
export type DescribeExecuted = (place: number) => string;

/**
 * A request as the query inspector shows it to each query: method, path, the names of its headers, whose values may be secrets,
 * and the body. Of the targets only the query's own, or the texts of many queries would grow with the square of their number; a
 * long one is cut, and says so. Each is written when it is asked for: thousands at once take long.
 */
export function describeExecuted({ sent, body, text }: Omit<DataRequest, 'request'>): DescribeExecuted {
  const head = `${sent.method} ${sent.path}\nHeaders: ${sent.headerNames.join(', ')}\n`;
  const others = body.targets.length - 1;
  if (others === 0) return () => head + cut(text);
  const together = `\n(sent in one request with the targets of ${others} other ${others === 1 ? 'query' : 'queries'})`;
  return (place) => head + cut(JSON.stringify({ ...body, targets: [body.targets[place]] })) + together;
}

function cut(text: string): string {
  return cutText(text, maxLength, `… (${text.length - maxLength} more characters)`);
}
