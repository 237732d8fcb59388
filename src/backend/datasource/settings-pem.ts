/**
 * PEM as it survives YAML files, environment variables and forms: with `\n` written as two characters, with CRLF, with all
 * line ends turned to spaces, or with quotes around it.
 */
export function normalisePem(text: string): string {
  const unescaped = text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .replaceAll(/\r\n?/g, '\n');
  const blocks = unescaped.match(/-----BEGIN [A-Z0-9 ]+-----.*?-----END [A-Z0-9 ]+-----/gs);
  return blocks === null ? '' : `${blocks.map(normaliseBlock).join('\n')}\n`;
}

function normaliseBlock(block: string): string {
  const [, begin = '', body = '', end = ''] =
    /^(-----BEGIN [A-Z0-9 ]+-----)(.*)(-----END [A-Z0-9 ]+-----)$/s.exec(block) ?? [];
  // A key encrypted the old way has headers that only line ends keep apart from its body.
  if (body.includes(':')) return block;
  const base64 = body.replaceAll(/\s+/g, '');
  return [begin, ...(base64.match(/.{1,64}/g) ?? []), end].join('\n');
}
