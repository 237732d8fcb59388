import { findJsonExcess, type JsonLimits } from '../../decode/json/measure-json.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';

/** What walks through a payload calls itself once a level. */
const limits: JsonLimits = { maxDepth: 200, maxValues: Infinity, maxHeapBytes: Infinity };

/**
 * JSON text as it is.
 * @param what the field it came in, for the message
 * @throws {PluginError} 400 when it is nested too deep to be worked on
 */
export function checkNesting(text: string, what: string): string {
  if (text.length <= limits.maxDepth || findJsonExcess(Buffer.from(text), limits) === undefined) return text;
  throw new PluginError(
    `expected ${what} to have at most ${limits.maxDepth} arrays and objects inside each other, got more; make it flatter`,
    { errorSource: 'plugin', status: 400 },
  );
}
