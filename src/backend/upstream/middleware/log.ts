import type { LogFields, Logger } from '../../sdk/log/logger.ts';
import { redactingLogger } from '../../sdk/log/redacting-logger.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import type { Step } from './compose.ts';

/** One line at debug for every request: what was asked, how long it took, what came. No query string, header or body. */
export function log(logger: Logger): Step {
  return (next) => async (original) => {
    const { method, path } = original;
    const asked = { method, path: path.split('?')[0], fromAlert: original.context.fromAlert };
    const started = performance.now();
    try {
      const response = await next(original);
      logger.debug('upstream answered', {
        ...asked,
        status: response.status,
        bytes: response.body.length,
        ...response.facts,
      });
      return response;
    } catch (error) {
      const { redact } = original.context;
      const fields = { ...asked, ...failure(error), latencyMs: performance.now() - started };
      redactingLogger(logger, redact).debug('upstream did not answer', fields);
      throw error;
    }
  };
}

function failure(error: unknown): LogFields {
  if (!(error instanceof UpstreamError)) return { error };
  const { kind, status, requestId, message } = error;
  return { kind, status, requestId, message };
}
