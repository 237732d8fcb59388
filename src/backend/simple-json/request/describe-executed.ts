import type { DataRequest } from './data-request.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';

/** Far more than anyone reads in the query inspector. */
const maxLength = 16 * 1024;

/**
 * A request as the query inspector shows it to each query: method, path, the names of its headers, whose values may be secrets,
 * and the body. Of the targets only the query's own, or the texts of many queries would grow with the square of their number; a
 * long one is cut, and says so.
 */
export function describeExecuted({ sent, body, text }: Omit<DataRequest, 'request'>): readonly string[] {
  const head = `${sent.method} ${sent.path}\nHeaders: ${sent.headerNames.join(', ')}\n`;
  return describeBodies({ body, text }).map((described) => head + described);
}

function describeBodies({ body, text }: Pick<DataRequest, 'body' | 'text'>): readonly string[] {
  const others = body.targets.length - 1;
  if (others === 0) return [cut(text)];
  const together = `\n(sent in one request with the targets of ${others} other ${others === 1 ? 'query' : 'queries'})`;
  return body.targets.map((target) => cut(JSON.stringify({ ...body, targets: [target] })) + together);
}

function cut(text: string): string {
  return cutText(text, maxLength, `… (${text.length - maxLength} more characters)`);
}
