import type { Variables } from './environment.ts';

/** The variable by which a host says "you are a plugin, and mine". Not a secret. */
export interface HandshakeConfig {
  readonly magicCookieKey: string;
  readonly magicCookieValue: string;
}

/** "missing": somebody started the file by hand; "wrong": a host for another kind of plugin did. */
export type MagicCookie = 'right' | 'missing' | 'wrong';

export function checkMagicCookie(variables: Variables, config: HandshakeConfig): MagicCookie {
  const value = variables[config.magicCookieKey] ?? '';
  if (value === '') return 'missing';
  return value === config.magicCookieValue ? 'right' : 'wrong';
}

/**
 * The highest version both sides know. Without a common one, or with a host too old to offer any, the lowest of ours:
 * the host then names both in its own error (go-plugin, server.go `protocolVersion`).
 */
export function negotiateProtocolVersion<Version extends number>(
  offered: readonly number[] | undefined,
  supported: readonly [Version, ...Version[]],
): Version {
  const [highest] = supported.filter((version) => offered?.includes(version)).toSorted((a, b) => b - a);
  return highest ?? supported.reduce((lowest, version) => (version < lowest ? version : lowest));
}

export interface HandshakeLineOptions {
  readonly protocolVersion: number;
  readonly network: 'unix' | 'tcp';
  readonly address: string;
  /** DER; only for a host that asked for mutual TLS, any other fails on it. */
  readonly certificate: Uint8Array | undefined;
}

/**
 * The first and only line of stdout, with its newline (go-plugin, server.go `Serve`): six fields, since hosts older than
 * connection multiplexing take a seventh for a part of the certificate.
 */
export function formatHandshakeLine({ protocolVersion, network, address, certificate }: HandshakeLineOptions): string {
  const fields = [coreProtocolVersion, protocolVersion, network, address, 'grpc', toUnpaddedBase64(certificate)];
  return `${fields.join('|')}\n`;
}

const coreProtocolVersion = 1;

function toUnpaddedBase64(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
