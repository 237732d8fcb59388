import { findJsonExcess, type JsonLimits } from '../../decode/json/measure-json.ts';
import { freeBuffer, isWholeBuffer } from '../../sdk/builtins/free-buffer.ts';
import { PluginError } from '../../sdk/api/plugin-error.ts';

/**
 * What walks through a payload calls itself once a level, and takes some microseconds for a value. No panel has so much; a list of all
 * values of a variable may come near.
 */
const limits: JsonLimits = {
  maxDepth: 200,
  maxValues: 20_000,
  maxContainers: Infinity,
  maxNames: Infinity,
  maxHeapBytes: Infinity,
};
const maxLength = 16 * 1024 * 1024;

const advice = {
  maxDepth: `have at most ${limits.maxDepth} arrays and objects inside each other, got more; make it flatter`,
  maxValues: `hold at most ${limits.maxValues} values, got more; ask for less at a time`,
} as const;

/**
 * JSON text as it is.
 * @param what the field it came in, for the message
 * @throws {PluginError} 400 when it is nested too deep or too large to be worked on
 */
export function checkNesting(text: string, what: string): string {
  if (text.length > maxLength) {
    throw refusal(
      `expected ${what} to have at most ${maxLength} characters, got ${text.length}; ask for less at a time`,
    );
  }
  const excess = text.length <= limits.maxDepth ? undefined : excessOf(text);
  if (excess !== 'maxDepth' && excess !== 'maxValues') return text;
  throw refusal(`expected ${what} to ${advice[excess]}`);
}

function excessOf(text: string): ReturnType<typeof findJsonExcess> {
  const bytes = Buffer.from(text);
  const excess = findJsonExcess(bytes, limits);
  if (isWholeBuffer(bytes)) freeBuffer(bytes.buffer);
  return excess;
}

function refusal(message: string): PluginError {
  return new PluginError(message, { errorSource: 'plugin', status: 400 });
}
