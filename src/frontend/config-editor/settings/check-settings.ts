import { type NumberSetting, settingsRanges } from '../../../shared/settings-model.ts';

/** What is wrong with a data source's URL, or undefined. An empty one is only missing yet. */
export function checkUrl(text: string): string | undefined {
  const url = text.trim();
  if (url === '') return undefined;
  const expected = 'expected an address such as https://metrics.example.com/api';
  if (!/^https?:\/\//i.test(url)) return `${expected}, starting with http:// or https://`;
  try {
    const { username, password } = new URL(url);
    return username === '' && password === ''
      ? undefined
      : 'put the user and the password into the fields of basic auth';
  } catch {
    return expected;
  }
}

/** What is wrong with a number, or undefined. Empty stands for the default. */
export function checkNumber(key: NumberSetting, text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const { min, max, integer, unit } = settingsRanges[key];
  const number = Number(text);
  const isFine = Number.isFinite(number) && number >= min && number <= max && (!integer || Number.isInteger(number));
  return isFine ? undefined : `expected ${integer ? 'a whole number' : 'a number'} of ${unit} from ${min} to ${max}`;
}

/** RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with a header's name, or undefined. */
export function checkHeaderName(name: string, others: readonly string[]): string | undefined {
  if (name === '') return undefined;
  if (!token.test(name)) return 'expected a header name: letters, digits and -';
  const isTwice = others.some((other) => other.toLowerCase() === name.toLowerCase());
  return isTwice ? 'this header is there already' : undefined;
}

/** What is wrong with a certificate or key in PEM, or undefined. */
export function checkPem(text: string, kind: 'CERTIFICATE' | 'PRIVATE KEY'): string | undefined {
  if (text.trim() === '' || hasBlock(text, kind)) return undefined;
  return `expected PEM text that starts with -----BEGIN ${kind}-----`;
}

/** `-----BEGIN ENCRYPTED PRIVATE KEY-----` is a PRIVATE KEY too. */
function hasBlock(text: string, kind: string): boolean {
  return text.split('-----').some((label) => label.startsWith('BEGIN ') && label.endsWith(kind));
}
