import type { LogFields, Logger } from '../../sdk/log/logger.ts';
import { redactingLogger } from '../../sdk/log/redacting-logger.ts';
import type { UpstreamRequest } from '../contract/upstream-client.ts';
import { UpstreamError } from '../contract/upstream-error.ts';
import type { Step } from './compose.ts';

/** One line at debug for every request: what was asked, how long it took, what came. No query string, header or body. */
export function log(logger: Logger): Step {
  const isEnabled = logger.isEnabled('debug');
  return (next) => async (original) => {
    const started = performance.now();
    try {
      const response = await next(original);
      if (isEnabled) {
        const { status, body, facts } = response;
        logger.debug('upstream answered', { ...question(original), status, bytes: body.length, ...facts });
      }
      return response;
    } catch (error) {
      const { redact } = original.context;
      const fields = { ...question(original), ...failure(error), latencyMs: performance.now() - started };
      redactingLogger(logger, redact).debug('upstream did not answer', fields);
      throw error;
    }
  };
}

function question({ method, path, context }: UpstreamRequest): LogFields {
  return { method, path: path.split('?')[0], fromAlert: context.fromAlert };
}

function failure(error: unknown): LogFields {
  if (!(error instanceof UpstreamError)) return { error };
  const { kind, status, requestId, message } = error;
  return { kind, status, requestId, message };
}
