import type { ToStatus } from '../grpc/to-status.ts';
import type { EncodeFor } from './encode-response.ts';
import type { ToRequestContext } from './request-context.ts';

/** What the services of one host share. */
export interface ServiceParts {
  readonly toStatus: ToStatus;
  readonly toContext: ToRequestContext;
  readonly encode: EncodeFor;
}
