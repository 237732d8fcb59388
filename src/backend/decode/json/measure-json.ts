import { NameSet } from './name-set.ts';

/** How much a JSON text may hold. */
export interface JsonLimits {
  /** Arrays and objects inside each other. */
  readonly maxDepth: number;
  /** Arrays, objects, texts, numbers and the like, keys not counted. */
  readonly maxValues: number;
  /** Arrays and objects: one takes as long to be made as twenty numbers. */
  readonly maxContainers: number;
  /** Different keys of objects, as far as their hashes tell: each takes some microseconds. */
  readonly maxNames: number;
  /** What its values take in the engine's memory once they are parsed, as far as that can be foreseen. */
  readonly maxHeapBytes: number;
}

export type JsonExcess = keyof JsonLimits;

/**
 * The first limit that a text goes beyond, told from its bytes in one pass, before anything is made of it: parsed values take up to
 * 30 times the memory of their text. A text that is not JSON is counted in the same way.
 */
export function findJsonExcess(body: Uint8Array, limits: JsonLimits): JsonExcess | undefined {
  if (body.length <= limits.maxDepth) return undefined;
  return excessOf(countJson(body, limits), limits);
}

interface JsonCount {
  values: number;
  containers: number;
  names: number;
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
const colon = 0x3a;
const blank = 0x20;

/** Counts up to the first limit that is passed. */
// eslint-disable-next-line complexity -- one loop over bytes, twice as slow in functions
function countJson(bytes: Uint8Array, limits: JsonLimits): JsonCount {
  const { maxDepth, maxValues, maxContainers, maxHeapBytes } = limits;
  const { length } = bytes;
  const names = length < limits.maxNames * minNameBytes ? undefined : new NameSet(limits.maxNames);
  let values = 1;
  let containers = 0;
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
      const near = Math.min(at + nearBytes, length);
      for (let text = bytes[at]; text !== quote && at < near; text = bytes[at]) at += text === backslash ? 2 : 1;
      if (at >= near) at = findEndOfText(bytes, at);
      heapBytes += textBytes + at - start;
      if (names !== undefined && isKey(bytes, at + 1) && !names.add(bytes, start + 1, at)) break;
    } else if (byte === openBracket || byte === openBrace) {
      values++;
      heapBytes += byte === openBracket ? arrayBytes : objectBytes;
      if (++depth > maxDepth || ++containers > maxContainers) break;
    } else if (byte === closeBracket || byte === closeBrace) depth--;
  }
  return { values, containers, names: names?.count ?? 0, depth, heapBytes };
}

/** Texts of this length are searched byte by byte, longer ones by the engine's own search, which is ten times as fast. */
const nearBytes = 256;

/** Where a text ends: at its quote, or with all bytes. Linear, wherever quotes and backslashes are. */
function findEndOfText(bytes: Uint8Array, from: number): number {
  const { length } = bytes;
  let nextQuote = -1;
  let nextBackslash = -1;
  for (let at = from; at < length; at = Math.min(nextQuote, nextBackslash)) {
    const near = at + nearBytes;
    for (let text = bytes[at]; text !== quote && at < near; text = bytes[at]) at += text === backslash ? 2 : 1;
    if (at < near) return at;
    if (nextQuote < at) nextQuote = positionOf(quote, bytes, at);
    if (nextBackslash < at) nextBackslash = positionOf(backslash, bytes, at);
  }
  return length;
}

function positionOf(byte: number, bytes: Uint8Array, from: number): number {
  const found = bytes.indexOf(byte, from);
  return found === -1 ? bytes.length : found;
}

/** `"a":1,` */
const minNameBytes = 6;

/** Whether what stands behind a text makes it a key. */
function isKey(bytes: Uint8Array, behind: number): boolean {
  let at = behind;
  while ((bytes[at] ?? 0) <= blank && at < bytes.length) at++;
  return bytes[at] === colon;
}

function excessOf(
  { values, containers, names, depth, heapBytes }: JsonCount,
  limits: JsonLimits,
): JsonExcess | undefined {
  if (depth > limits.maxDepth) return 'maxDepth';
  if (values > limits.maxValues) return 'maxValues';
  if (containers > limits.maxContainers) return 'maxContainers';
  if (names > limits.maxNames) return 'maxNames';
  return heapBytes > limits.maxHeapBytes ? 'maxHeapBytes' : undefined;
}
