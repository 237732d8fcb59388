const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Makes a line feed of every way to end a line that an event stream may have: CR, LF, and both. */
export function createPlainNewlines(): (piece: Uint8Array) => Uint8Array {
  let endsInReturn = false;
  return (piece) => {
    if (piece.length === 0 || (!endsInReturn && !piece.includes(carriageReturn))) return piece;
    const plain = new Uint8Array(piece.length);
    let length = 0;
    for (const byte of piece) {
      if (byte !== lineFeed || !endsInReturn) plain[length++] = byte === carriageReturn ? lineFeed : byte;
      endsInReturn = byte === carriageReturn;
    }
    return plain.subarray(0, length);
  };
}
