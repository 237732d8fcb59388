import type { SentRequest } from '../../upstream/contract/upstream-client.ts';
import type { QueryBody } from './query-body.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** Far more than anyone reads in the query inspector. */
const maxLength = 16 * 1024;

/** Writes the text for one query of a request, by its place. */
export type DescribeExecuted = (place: number) => string;

interface Executed {
  readonly sent: SentRequest;
  readonly body: QueryBody;
  /** The body as it is sent. */
  readonly text: string;
}

/**
 * A request as the query inspector shows it to each query: method, path, the names of its headers, whose values may be secrets,
 * and the body. Of the targets only the query's own, or the texts of many queries would grow with the square of their number; a
 * long one is cut, and says so. Each of several is written when it is asked for: thousands at once take long. Keeps no long text.
 */
export function describeExecuted({ sent, body, text }: Executed): DescribeExecuted {
  const head = `${sent.method} ${sent.path}\nHeaders: ${sent.headerNames.join(', ')}\n`;
  const others = body.targets.length - 1;
  if (others === 0) {
    const shown = cut(text);
    return () => head + shown;
  }
  const together = `\n(sent in one request with the targets of ${others} other ${others === 1 ? 'query' : 'queries'})`;
  return (place) => head + cut(JSON.stringify({ ...body, targets: [body.targets[place]] })) + together;
}

/** Copied where it is cut: part of a text keeps all of it in memory. */
function cut(text: string): string {
  if (text.length <= maxLength) return text;
  return Buffer.from(cutText(text, maxLength, `… (${text.length - maxLength} more characters)`)).toString();
}
