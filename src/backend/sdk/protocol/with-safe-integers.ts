import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { GrpcService } from '../grpc/grpc-service.ts';

/**
 * A service that takes any 64-bit integer in a request. The generated code, which has numbers for them, refuses a whole message because of
 * one beyond 2^53: such a message is read again with the nearest number in its place, which is for whoever uses the field to judge.
 */
export function withSafeIntegers<Definition extends GrpcService['definition']>(definition: Definition): Definition {
  const methods = Object.entries(definition).map(([name, method]) => {
    // Generated: `(value: Buffer) => Message.decode(value)`, and decode takes a reader as well.
    const decode = method.requestDeserialize as (input: Buffer | BinaryReader) => unknown;
    const requestDeserialize = (bytes: Buffer): unknown => {
      try {
        return decode(bytes);
      } catch {
        return decode(new ClampingReader(bytes));
      }
    };
    return [name, { ...method, requestDeserialize }];
  });
  return Object.fromEntries(methods) as Definition;
}

class ClampingReader extends BinaryReader {
  override int64(): bigint | string {
    return clamp(super.int64());
  }

  override uint64(): bigint | string {
    return clamp(super.uint64());
  }
}

const greatest = BigInt(Number.MAX_SAFE_INTEGER);

function clamp(value: bigint | string): bigint {
  const integer = BigInt(value);
  if (integer > greatest) return greatest;
  return integer < -greatest ? -greatest : integer;
}
