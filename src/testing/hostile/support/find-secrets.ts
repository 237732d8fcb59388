/**
 * The names of those secrets that stand in a text: as they are, in base64 at any place of a longer text, percent-encoded, or escaped
 * as in JSON.
 */
export function findSecrets(text: string | Uint8Array, secrets: Readonly<Record<string, string>>): readonly string[] {
  const bytes =
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => bytes.includes(form)) ? [name] : [],
  );
}

function formsOf(secret: string): readonly string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const percent = encodeURIComponent(secret);
  return [
    ...new Set([
      secret,
      escaped,
      percent,
      percent.toLowerCase(),
      ...[0, 1, 2].map((before) => inBase64(secret, before)),
    ]),
  ];
}

/** The characters that say nothing but the secret, wherever it stands. */
function inBase64(secret: string, bytesBefore: number): string {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(secret)]);
  const firstWhole = Math.ceil((bytesBefore * 8) / 6);
  const endWhole = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(firstWhole, endWhole);
}
