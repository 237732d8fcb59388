import type * as pluginv2 from '../../gen/pluginv2/backend.ts';
import type { GrpcService } from '../../grpc/grpc-service.ts';
import { serverStreamHandler } from '../../grpc/server-stream-handler.ts';
import type { CallResourceHandler } from '../../api/call-resource.ts';
import type { ServiceParts } from '../service-parts.ts';
import { beginCall } from '../../turns/first-turn.ts';
import { fromCallResourceRequest } from './from-proto.ts';
import { toCallResourceResponse } from './to-proto.ts';

/** The Resource service of protocol version 2. Always sends one message: a host takes an empty stream for a failure. */
export function createResourceService(
  handler: Partial<CallResourceHandler>,
  { toStatus, toContext }: Pick<ServiceParts, 'toStatus' | 'toContext'>,
): GrpcService['implementation'] {
  const callResource = handler.callResource?.bind(handler);
  if (callResource === undefined) return {};
  return {
    callResource: serverStreamHandler(async function* (request: pluginv2.CallResourceRequest, call) {
      const ask = (): ReturnType<typeof callResource> => {
        const { context, ...asked } = fromCallResourceRequest(request);
        return callResource(asked, toContext(call, context));
      };
      yield toCallResourceResponse(await beginCall(call.signal, ask));
    }, toStatus),
  };
}
