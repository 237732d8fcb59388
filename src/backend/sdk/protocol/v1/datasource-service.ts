import { DatasourcePluginService, type DatasourceRequest } from '../../gen/pluginv1/datasource.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import { dataSourceKey } from '../../api/plugin-context.ts';
import type { QueryDataHandler } from '../../api/query-data.ts';
import type { ServiceParts } from '../service-parts.ts';
import { fromDatasourceRequest } from './from-proto.ts';

/** The service's definition, but for its answer, which the service encodes itself. */
export const datasourceServiceDefinition = {
  query: { ...DatasourcePluginService.query, responseSerialize: (bytes: Buffer): Buffer => bytes },
};

/** DatasourcePlugin of protocol version 1. A query that fails does so inside the response, never as an RPC error. */
export function createDatasourceService(handler: QueryDataHandler, { toStatus, toContext, encode }: ServiceParts) {
  return {
    query: unaryHandler(async (request: DatasourceRequest, call): Promise<Buffer> => {
      const message = fromDatasourceRequest(request);
      const response = await handler.queryData({ queries: message.queries }, toContext(call, message));
      return encode(response, { signal: call.signal, owner: dataSourceKey(message.pluginContext) });
    }, toStatus),
  };
}
