import * as pluginv2 from '../../gen/pluginv2/backend.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import { dataSourceKey } from '../../api/plugin-context.ts';
import type { QueryDataHandler } from '../../api/query-data.ts';
import type { ServiceParts } from '../service-parts.ts';
import { fromQueryDataRequest } from './from-proto.ts';

/** The service's definition, but for its large answer, which the service encodes itself. */
export const dataServiceDefinition = {
  ...pluginv2.DataService,
  queryData: { ...pluginv2.DataService.queryData, responseSerialize: (bytes: Buffer): Buffer => bytes },
};

/**
 * The Data service of protocol version 2. A query that fails does so inside the response, never as an RPC error.
 * QueryChunkedData stays unimplemented: hosts then ask QueryData.
 */
export function createDataService(handler: QueryDataHandler, { toStatus, toContext, encode }: ServiceParts) {
  return {
    queryData: unaryHandler(async (request: pluginv2.QueryDataRequest, call): Promise<Buffer> => {
      const message = fromQueryDataRequest(request);
      const response = await handler.queryData({ queries: message.queries }, toContext(call, message));
      return encode(response, { signal: call.signal, owner: dataSourceKey(message.pluginContext) });
    }, toStatus),
  };
}
