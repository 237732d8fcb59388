/**
 * A cell as a number: null for an absent value (null, undefined, "", "NaN"), undefined when it is not a
 * number. Numeric strings count, booleans are 1 and 0; integers that a double may not hold exactly are bigints.
 */
export function parseNumber(cell: unknown): number | bigint | null | undefined {
  switch (typeof cell) {
    case 'number':
    case 'bigint':
      return cell;
    case 'boolean':
      return cell ? 1 : 0;
    case 'string':
      return parseNumberText(cell);
    case 'undefined':
      return null;
    default:
      return cell === null ? null : undefined;
  }
}

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const integer = /^[+-]?\d+$/;
const absent = /^(?:nan|null|none)?$/i;
const infinite = /^[+-]?inf(?:inity)?$/i;

function parseNumberText(text: string): number | bigint | null | undefined {
  const trimmed = text.trim();
  if (number.test(trimmed)) return parseDigits(trimmed);
  if (absent.test(trimmed)) return null;
  if (infinite.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  return undefined;
}

const maxIntegerLength = 64;

function parseDigits(text: string): number | bigint {
  const value = Number(text);
  if (Number.isSafeInteger(value) || !integer.test(text) || text.length > maxIntegerLength) return value;
  return BigInt(text.replace(/^\+/, ''));
}
