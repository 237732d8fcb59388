/**
 * A text as the header value that carries its UTF-8, a character for each byte. So Go writes headers, and with it Grafana; Node.js takes
 * characters for bytes, and refuses those beyond Latin-1.
 */
export function headerBytes(text: string): string {
  const bytes = Buffer.byteLength(text);
  return bytes === text.length ? text : Buffer.from(text).toString('latin1');
}
