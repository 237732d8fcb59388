/**
 * PEM as it survives YAML files, environment variables and forms: with `\n` written as two characters, with CRLF, with all
 * line ends turned to spaces, or with quotes around it.
 */
export function normalisePem(text: string): string {
  const unescaped = withoutQuotes(text.trim()).replaceAll('\\r', '').replaceAll('\\n', '\n').replaceAll(/\r\n?/g, '\n');
  const blocks = pemBlocks(unescaped);
  return blocks.length === 0 ? '' : `${blocks.map(normaliseBlock).join('\n')}\n`;
}

/** One `-----BEGIN …-----` with its `-----END …-----`. */
export interface PemBlock {
  /** CERTIFICATE and the like. */
  readonly label: string;
  readonly body: string;
  readonly endLabel: string;
}

/** The blocks of a PEM text, in one pass over its dashes. What begins and does not end is none. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let begun: { readonly label: string; readonly bodyStart: number } | undefined;
  for (let at = text.indexOf(dashes); at >= 0; at = text.indexOf(dashes, at)) {
    const end = text.indexOf(dashes, at + dashes.length);
    if (end < 0) break;
    const label = text.slice(at + dashes.length, end);
    at = end;
    if (!label.startsWith(begun === undefined ? 'BEGIN ' : 'END ') || !/^[A-Z0-9 ]+$/.test(label)) continue;
    if (begun === undefined) {
      begun = { label: label.slice('BEGIN '.length), bodyStart: end + dashes.length };
    } else {
      const body = text.slice(begun.bodyStart, end - label.length - dashes.length);
      blocks.push({ label: begun.label, body, endLabel: label.slice('END '.length) });
      begun = undefined;
    }
    at = end + dashes.length;
  }
  return blocks;
}

const dashes = '-----';

function withoutQuotes(text: string): string {
  const [quote] = text;
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

function normaliseBlock({ label, body, endLabel }: PemBlock): string {
  const [begin, end] = [`-----BEGIN ${label}-----`, `-----END ${endLabel}-----`];
  // A key encrypted the old way has headers that only line ends keep apart from its body.
  if (body.includes(':')) return begin + body + end;
  const base64 = body.replaceAll(/\s+/g, '');
  return [begin, ...(base64.match(/.{1,64}/g) ?? []), end].join('\n');
}
