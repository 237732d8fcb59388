/**
 * Whether JSON text holds an integer that a double may not hold exactly (beyond 2^53): a number token of 16 digits
 * or more without a fraction. Looks at every 16th byte, so an ordinary body costs next to nothing.
 */
export function findLongInteger(body: Uint8Array): boolean {
  for (let at = minDigits - 1; at < body.length; at += minDigits) {
    if (!isDigit(body[at])) continue;
    const start = digitsStart(body, at);
    const end = digitsEnd(body, at);
    if (isLong(body, start, end) && isNumberToken(body, start, end)) return true;
    at = Math.max(at, end - 1);
  }
  return false;
}

const minDigits = 16;
const nine = 0x39;
const beforeNumber = new Set(Buffer.from('[,: \t\r\n-'));
const afterNumber = new Set(Buffer.from(',]} \t\r\n'));

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= nine;
}

function digitsStart(body: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && isDigit(body[start - 1])) start--;
  return start;
}

function digitsEnd(body: Uint8Array, at: number): number {
  let end = at;
  while (end < body.length && isDigit(body[end])) end++;
  return end;
}

/** 2^53 is 9007199254740992: sixteen digits that begin with less than 9 are safe, times in µs among them. */
function isLong(body: Uint8Array, start: number, end: number): boolean {
  return end - start > minDigits || (end - start === minDigits && body[start] === nine);
}

function isNumberToken(body: Uint8Array, start: number, end: number): boolean {
  const before = body[start - 1];
  const after = body[end];
  return (before === undefined || beforeNumber.has(before)) && (after === undefined || afterNumber.has(after));
}
