/** As much of ASN.1 DER (ITU-T X.690) as one certificate needs: every function returns a whole tag-length-value. */

export function derSequence(...items: readonly Uint8Array[]): Buffer {
  return encode(0x30, Buffer.concat(items));
}

export function derSet(...items: readonly Uint8Array[]): Buffer {
  return encode(0x31, Buffer.concat(items));
}

/** `[number] EXPLICIT`. */
export function derExplicit(number: number, item: Uint8Array): Buffer {
  return encode(0xa0 | number, item);
}

/** `[number] IMPLICIT` of a primitive type. */
export function derImplicit(number: number, content: Uint8Array): Buffer {
  return encode(0x80 | number, content);
}

/** A positive INTEGER of the given big-endian bytes. */
export function derInteger(bytes: Uint8Array): Buffer {
  const firstIndex = bytes.findIndex((byte) => byte !== 0);
  const significant = firstIndex === -1 ? Buffer.from([0]) : bytes.subarray(firstIndex);
  const isNegative = ((significant[0] ?? 0) & 0x80) !== 0;
  return encode(0x02, isNegative ? Buffer.concat([Buffer.from([0]), significant]) : significant);
}

export function derTrue(): Buffer {
  return encode(0x01, Buffer.from([0xff]));
}

export function derBitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return encode(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

export function derOctetString(bytes: Uint8Array): Buffer {
  return encode(0x04, bytes);
}

export function derUtf8String(text: string): Buffer {
  return encode(0x0c, Buffer.from(text));
}

/** A certificate's time, in whole seconds: UTCTime before 2050, GeneralizedTime from then on (RFC 5280, 4.1.2.5). */
export function derTime(time: Date): Buffer {
  const digits = time.toISOString().replace(/[-:T]|\.\d+/g, '');
  return time.getUTCFullYear() < 2050 ? encode(0x17, Buffer.from(digits.slice(2))) : encode(0x18, Buffer.from(digits));
}

/** OBJECT IDENTIFIER from its dotted text. */
export function derObjectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encode(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(toBase128)]));
}

function toBase128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function encode(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...encodeLength(content.length)]), content]);
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let left = length; left > 0; left >>>= 8) bytes.unshift(left & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
