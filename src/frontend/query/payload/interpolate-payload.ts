import { interpolateJson, type VariableFill } from '../../../shared/interpolate-json.ts';
import { parsePayload } from './parse-payload.ts';

/**
 * A query's extra JSON with its variables filled in, whether it was saved as JSON or as JSON text. Text that is no JSON
 * stays text: nothing anybody wrote is dropped.
 */
export function interpolatePayload(payload: unknown, fill: VariableFill): unknown {
  if (typeof payload !== 'string') return interpolateJson(payload, fill);
  const parsed = parsePayload(payload);
  switch (parsed.state) {
    case 'empty':
      return undefined;
    case 'json':
      return interpolateJson(parsed.value, fill);
    case 'invalid':
      return fill.text(payload);
  }
}
