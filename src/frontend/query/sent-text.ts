import type { SentQueryResponse } from '../../shared/resource-routes.ts';

/** A request as a person reads it: the line that it begins with, the names of its headers, its body. */
export function sentText({ method, path, headerNames, body }: SentQueryResponse): string {
  return `${method} ${path}\nHeaders: ${headerNames.join(', ')}\n\n${JSON.stringify(body, null, 2)}`;
}
