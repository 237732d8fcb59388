import * as pluginv2 from '../../gen/pluginv2/backend.ts';
import { unaryHandler } from '../../grpc/unary-handler.ts';
import type { QueryDataHandler } from '../../plugin-api/query-data.ts';
import { toCallOptions } from '../call-options.ts';
import type { ToStatus } from '../../grpc/to-status.ts';
import { encodeQueryDataResponse } from './encode-query-data-response.ts';
import { fromQueryDataRequest } from './from-proto.ts';
import { toQueryDataResponse, type ToProtoOptions } from './to-proto.ts';

/** The service's definition, but for the encoding of its large answer. */
export const dataServiceDefinition = {
  ...pluginv2.DataService,
  queryData: { ...pluginv2.DataService.queryData, responseSerialize: encodeQueryDataResponse },
};

/**
 * The Data service of protocol version 2. A query that fails does so inside the response, never as an RPC error.
 * QueryChunkedData stays unimplemented: hosts then ask QueryData.
 */
export function createDataService(
  handler: QueryDataHandler,
  toStatus: ToStatus,
  options: ToProtoOptions,
): Pick<pluginv2.DataServer, 'queryData'> {
  return {
    queryData: unaryHandler(
      async (request: pluginv2.QueryDataRequest, call) =>
        toQueryDataResponse(await handler.queryData(fromQueryDataRequest(request), toCallOptions(call)), options),
      toStatus,
    ),
  };
}
