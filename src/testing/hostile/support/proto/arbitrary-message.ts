import fc from 'fast-check';
import type { ProtoField, ProtoMessage } from './read-methods.ts';

/** What may stand in texts and bytes of a name, beside anything else. */
export type Contents = Readonly<Record<string, fc.Arbitrary<string>>>;

/** The wire format of any message of a type: each field there or not, with anything in it that its type can hold. */
export function arbitraryMessage(message: ProtoMessage, contents: Contents, depth = 0): fc.Arbitrary<Buffer> {
  const fields = message.fields.map((field) => arbitraryField(field, contents, depth));
  return fc.tuple(...fields).map((parts) => Buffer.concat(parts));
}

const nothing = Buffer.alloc(0);
const maxDepth = 6;

function arbitraryField(field: ProtoField, contents: Contents, depth: number): fc.Arbitrary<Buffer> {
  if (depth > maxDepth) return fc.constant(nothing);
  const { type, number, isRepeated } = field;
  const tag = varint(BigInt(number * 8 + (wireTypes[type] ?? 0)));
  const one = arbitraryValue(field, contents, depth).map((value) => Buffer.concat([tag, value]));
  if (isRepeated) return fc.array(one, { maxLength: 3 }).map((values) => Buffer.concat(values));
  return fc.option(one, { nil: nothing, freq: 4 });
}

/** Of those that are no variable-length integers (protobuf.dev, "Encoding"). */
const wireTypes: Readonly<Record<string, number>> = {
  TYPE_DOUBLE: 1,
  TYPE_FIXED64: 1,
  TYPE_SFIXED64: 1,
  TYPE_STRING: 2,
  TYPE_BYTES: 2,
  TYPE_MESSAGE: 2,
  TYPE_FLOAT: 5,
  TYPE_FIXED32: 5,
  TYPE_SFIXED32: 5,
};

function arbitraryValue(field: ProtoField, contents: Contents, depth: number): fc.Arbitrary<Buffer> {
  switch (wireTypes[field.type]) {
    case 1:
      return bytesOf(8);
    case 2:
      return arbitraryContent(field, contents, depth).map((bytes) =>
        Buffer.concat([varint(BigInt(bytes.length)), bytes]),
      );
    case 5:
      return bytesOf(4);
    default:
      return number.map(varint);
  }
}

function arbitraryContent(field: ProtoField, contents: Contents, depth: number): fc.Arbitrary<Buffer> {
  if (field.type === 'TYPE_MESSAGE') return arbitraryMessage(field.message(), contents, depth + 1);
  const known = contents[field.name];
  if (known !== undefined) return known.map((text) => Buffer.from(text));
  return field.type === 'TYPE_BYTES' ? fc.oneof(text, anyBytes) : text;
}

function bytesOf(length: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes));
}

const anyBytes = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const text = fc
  .oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 2, arbitrary: fc.constantFrom('__proto__', 'A', '\0', '{{', '${__from:date', '\r\n', '../..', '-1') },
    { weight: 1, arbitrary: fc.constant('x'.repeat(100_000)) },
  )
  .map((each) => Buffer.from(each));

const uint64 = 2n ** 64n;
const number = fc.oneof(
  fc.integer({ min: -2, max: 400 }).map(BigInt),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), 1_714_543_200_000n),
);

/** Negative numbers take ten bytes. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value < 0n ? value + uint64 : value;
  for (; rest >= 128n; rest /= 128n) bytes.push(Number(rest % 128n) + 128);
  return Buffer.from([...bytes, Number(rest)]);
}
