import { createRequestHeaders } from './request-headers.ts';
import { createRequestUrl } from './request-url.ts';
import type { SentRequest, UpstreamRequest } from '../contract/upstream-client.ts';
import type { UpstreamOptions } from '../contract/upstream-options.ts';

/** Says what a client with these options sends. */
export function createRequestDescription(options: UpstreamOptions): (request: UpstreamRequest) => SentRequest {
  const headersOf = createRequestHeaders(options);
  const urlOf = createRequestUrl(options.url, options.query);
  return (request) => {
    const { pathname, searchParams } = urlOf(request.path);
    const parameters = Array.from(searchParams.keys(), (name) => `${encodeURIComponent(name)}=…`);
    const ofTheTransport = ['host', 'connection', ...(request.body === undefined ? [] : ['content-length'])];
    return {
      method: request.method,
      path: parameters.length === 0 ? pathname : `${pathname}?${parameters.join('&')}`,
      headerNames: [...new Set([...ofTheTransport, ...Object.keys(headersOf(request))])].sort(),
    };
  };
}
