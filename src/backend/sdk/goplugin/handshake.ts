import type { Variables } from './environment.ts';

/** The variable by which a plugin knows that its own kind of host has started it. Not a secret. */
export interface HandshakeConfig {
  readonly magicCookieKey: string;
  readonly magicCookieValue: string;
}

/** "missing": started by hand; "wrong": started by a host for another kind of plugin. */
export type MagicCookie = 'right' | 'missing' | 'wrong';

export function checkMagicCookie(variables: Variables, config: HandshakeConfig): MagicCookie {
  const value = variables[config.magicCookieKey] ?? '';
  if (value === '') return 'missing';
  return value === config.magicCookieValue ? 'right' : 'wrong';
}

/**
 * The highest version that both sides support. If there is none, or the host is too old to offer versions, our lowest: the host's error then names both
 * (go-plugin, server.go `protocolVersion`).
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
  /** DER. Only for a host that asked for mutual TLS; others cannot read a line with a certificate. */
  readonly certificate: Uint8Array | undefined;
}

/**
 * The only line written to stdout, with its newline (go-plugin, server.go `Serve`). It has six fields: hosts that do not know the seventh, connection
 * multiplexing, would take it for a part of the certificate.
 */
export function formatHandshakeLine({ protocolVersion, network, address, certificate }: HandshakeLineOptions): string {
  const fields = [coreProtocolVersion, protocolVersion, network, address, 'grpc', toUnpaddedBase64(certificate)];
  return `${fields.join('|')}\n`;
}

const coreProtocolVersion = 1;

function toUnpaddedBase64(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
