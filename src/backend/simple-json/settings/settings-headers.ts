import { cutText } from '../../sdk/builtins/cut-text.ts';
import type { SettingsProblem } from '../../sdk/instances/settings-error.ts';
import type { SettingsSource } from './settings-source.ts';
import type { HeaderSetting } from './settings.ts';

/** RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5: no control characters; others than ASCII are sent in UTF-8. */
const fieldValue = /^[\t\x20-\x7e\u{80}-\u{10ffff}]*$/u;
/** The connection's own business; sending them would break the message. */
const ownedByTheConnection = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Servers refuse a request with many more. */
const maxHeaders = 100;

/** `httpHeaderNameN` with the secret `httpHeaderValueN`; the numbers may have gaps. A name without a value is left out. */
export function parseHeaders({ json, secret, problems }: SettingsSource): readonly HeaderSetting[] {
  const numbers = json
    .keys()
    .map((key) => /^httpHeaderName(\d+)$/.exec(key)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((left, right) => left - right);
  if (numbers.length > maxHeaders) {
    const text = `expected at most ${maxHeaders} headers, got ${numbers.length}; remove those that the server does not need`;
    problems.push({ key: 'httpHeaderName1', text });
    return [];
  }
  const headers: HeaderSetting[] = [];
  for (const number of numbers) {
    const name = json.text(`httpHeaderName${number}`);
    const value = secret(`httpHeaderValue${number}`).trim();
    if (name === '' || value === '') continue;
    const keys = { name: `httpHeaderName${number}`, value: `secureJsonData.httpHeaderValue${number}` };
    if (checkHeader({ name, value }, keys, problems)) headers.push({ name, value });
  }
  return headers;
}

/** Adds to the problems whatever keeps the header from being sent; says nothing of its value. */
export function checkHeader(
  { name, value }: HeaderSetting,
  keys: { readonly name?: string; readonly value: string },
  problems: SettingsProblem[],
): boolean {
  const before = problems.length;
  const nameKey = keys.name ?? keys.value;
  if (!token.test(name)) {
    problems.push({
      key: nameKey,
      text: `expected a header name (letters, digits and -), got ${JSON.stringify(cutText(name, 100))}`,
    });
  } else if (ownedByTheConnection.has(name.toLowerCase())) {
    problems.push({ key: nameKey, text: `the header ${name} belongs to the connection and cannot be set` });
  }
  if (!fieldValue.test(value)) {
    problems.push({
      key: keys.value,
      text: 'expected one line without control characters, got others (the value is not shown)',
    });
  }
  return problems.length === before;
}
