/** Shorter ones would black out ordinary words, and keep nothing secret. */
export const minSecretLength = 4;

/** Longer forms are looked for in pieces, so that no comparison takes long. */
const pieceLength = 64;

/**
 * What a secret may look like in a text: as it is, with folded blanks, escaped as in JSON (twice too), in URLs, forms and pages,
 * and in base64 at any place of a longer text.
 */
export function formsOf(secret: string): ReadonlySet<string> {
  if (secret.length < minSecretLength) return new Set();
  const json = jsonEscaped(secret);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  const forms = [
    secret,
    secret.replaceAll(/\s+/g, ' ').trim(),
    json,
    jsonEscaped(json),
    encodeURIComponent(secret.toWellFormed()),
    encodeURI(secret.toWellFormed()),
    form,
    form.replaceAll('+', '%20'),
    htmlEscaped(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    ...[0, 1, 2].flatMap((before) => inBase64(secret, before)),
  ];
  return new Set(forms.flatMap(pieces));
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function htmlEscaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

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
