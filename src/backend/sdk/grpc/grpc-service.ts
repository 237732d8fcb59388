import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

/** A service ready to be served; methods without an implementation answer UNIMPLEMENTED. */
export interface GrpcService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}
