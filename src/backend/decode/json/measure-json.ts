/** How much a JSON text may hold. */
export interface JsonLimits {
  /** Arrays and objects inside each other. */
  readonly maxDepth: number;
  /** Arrays, objects, texts, numbers and the like, keys not counted. */
  readonly maxValues: number;
  /** What its values take in the engine's memory once they are parsed, as far as that can be foreseen. */
  readonly maxHeapBytes: number;
}

export type JsonExcess = keyof JsonLimits;

/**
 * The first limit that a text goes beyond, told from its bytes in one pass, before anything is made of it: parsed values take up to
 * 30 times the memory of their text. What is no JSON is counted as if it were.
 */
export function findJsonExcess(body: Uint8Array, limits: JsonLimits): JsonExcess | undefined {
  if (body.length <= limits.maxDepth) return undefined;
  return excessOf(countJson(body, limits), limits);
}

interface JsonCount {
  values: number;
  depth: number;
  heapBytes: number;
}

// What V8 takes for a value on a 64-bit machine, measured; a value itself counts with its place in the array or object around it.
const valueBytes = 24;
const arrayBytes = 48;
const objectBytes = 64;
const textBytes = 24;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Counts up to the first limit that is passed. */
// eslint-disable-next-line complexity -- one loop over bytes, twice as slow in functions
function countJson(bytes: Uint8Array, { maxDepth, maxValues, maxHeapBytes }: JsonLimits): JsonCount {
  const { length } = bytes;
  let values = 1;
  let heapBytes = 0;
  let depth = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === comma) {
      values++;
      heapBytes += valueBytes;
      if (values > maxValues || heapBytes > maxHeapBytes) break;
    } else if (byte === quote) {
      const start = at++;
      for (let text = bytes[at]; text !== quote && at < length; text = bytes[at]) at += text === backslash ? 2 : 1;
      heapBytes += textBytes + at - start;
    } else if (byte === openBracket || byte === openBrace) {
      values++;
      heapBytes += byte === openBracket ? arrayBytes : objectBytes;
      if (++depth > maxDepth) break;
    } else if (byte === closeBracket || byte === closeBrace) depth--;
  }
  return { values, depth, heapBytes };
}

function excessOf({ values, depth, heapBytes }: JsonCount, limits: JsonLimits): JsonExcess | undefined {
  if (depth > limits.maxDepth) return 'maxDepth';
  if (values > limits.maxValues) return 'maxValues';
  return heapBytes > limits.maxHeapBytes ? 'maxHeapBytes' : undefined;
}
