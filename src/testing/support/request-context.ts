import type { PluginContext } from '../../backend/sdk/api/plugin-context.ts';
import type { RequestContext } from '../../backend/sdk/api/request-context.ts';

/** The context of a panel's request about a data source, but for what is given. */
export function requestContext(
  pluginContext: PluginContext,
  given: Partial<Omit<RequestContext, 'pluginContext'>> = {},
): RequestContext {
  return {
    pluginContext,
    fromAlert: false,
    headers: {},
    headersFrom: 'host',
    signal: new AbortController().signal,
    ...given,
  };
}
