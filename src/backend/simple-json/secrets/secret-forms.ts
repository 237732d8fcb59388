/** Shorter ones would black out ordinary words, and keep nothing secret. */
export const minSecretLength = 4;

/** Longer forms are looked for in pieces, so that no comparison takes long. */
const pieceLength = 64;

/**
 * What a secret may look like in a text: as it is, with folded blanks, escaped as in JSON (twice too), in URLs (twice too), forms, pages and
 * logs, in hexadecimal, and in base64 at any place of a longer text; all that also of what Node.js, Python and Java make of its bytes in a header.
 * Most secrets have nothing to escape, and few forms.
 */
export function formsOf(secret: string): ReadonlySet<string> {
  if (secret.length < minSecretLength) return new Set();
  // Headers have UTF-8, and servers read Latin-1.
  const misread = Buffer.from(secret).toString('latin1');
  return new Set([...new Set([secret, misread])].flatMap(formsOfText).flatMap(pieces));
}

function formsOfText(secret: string): readonly string[] {
  const json = jsonForms(secret);
  const percent = encodeURIComponent(secret.toWellFormed());
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  return [
    secret,
    secret.replaceAll(/\s+/g, ' ').trim(),
    ...json,
    ...json.map(jsonEscaped),
    // JSON in JSON, and quoted by us.
    jsonEscaped(jsonEscaped(jsonEscaped(secret))),
    percent,
    encodeURIComponent(percent),
    encodeURI(secret.toWellFormed()),
    form,
    form.replaceAll('+', '%20'),
    ...entities.map((names) => secret.replaceAll(/[&<>"'/=`]/g, (character) => names[character] ?? character)),
    secret.replaceAll(/["\\]|[^\x20-\x7e]+/g, (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '\\x$&')),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    ...[0, 1, 2].flatMap((before) => inBase64(secret, before)),
  ];
}

/** As JavaScript writes it, Python, Go, .NET, and PHP, which escapes slashes. */
function jsonForms(secret: string): readonly string[] {
  const json = jsonEscaped(secret);
  const ascii = json.replaceAll(/[^\x20-\x7e]/g, unicodeEscape);
  return [
    json,
    ascii,
    json.replaceAll(/[<>&\u2028\u2029]/g, unicodeEscape),
    ascii.replaceAll('\\"', unicodeEscape('"')).replaceAll(/[<>&'+`]/g, unicodeEscape),
    ...[json, ascii].map((form) => form.replaceAll('/', '\\/')),
  ];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const tags = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** As JavaScript's libraries have them, Go, Python, and templates that escape slashes. */
const entities: readonly Readonly<Record<string, string>>[] = [
  { ...tags, '"': '&quot;', "'": '&#39;' },
  { ...tags, '"': '&#34;', "'": '&#39;' },
  { ...tags, '"': '&quot;', "'": '&#x27;' },
  { ...tags, '"': '&quot;', "'": '&#x27;', '/': '&#x2F;' },
  { ...tags, '"': '&quot;', "'": '&#39;', '/': '&#x2F;', '=': '&#x3D;', '`': '&#x60;' },
];

/** The characters that say nothing but the secret, in both alphabets (RFC 4648, 4 and 5). */
function inBase64(secret: string, bytesBefore: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(secret)]);
  const firstWhole = Math.ceil((bytesBefore * 8) / 6);
  const endWhole = Math.floor((bytes.length * 8) / 6);
  const text = bytes.toString('base64').slice(firstWhole, endWhole);
  return [text, text.replaceAll('+', '-').replaceAll('/', '_')];
}

/** The last piece is never too short to be looked for. */
function pieces(form: string): readonly string[] {
  const found: string[] = [];
  let at = 0;
  for (; form.length - at > pieceLength + minSecretLength; at += pieceLength)
    found.push(form.slice(at, at + pieceLength));
  return form.length - at < minSecretLength ? found : [...found, form.slice(at)];
}
