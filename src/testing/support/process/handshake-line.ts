/** What a plugin says on its first line; source: go-plugin, client.go (Start). */
export interface HandshakeLine {
  readonly coreVersion: number;
  /** The protocol version that the plugin chose. */
  readonly protocolVersion: number;
  readonly network: 'unix' | 'tcp';
  /** A path, or host:port. */
  readonly address: string;
  /** The certificate in DER, when the plugin wants mutual TLS. */
  readonly certificate: Buffer | undefined;
}

/** As go-plugin reads it. @throws naming the line, in the words that Grafana's log has for it. */
export function parseHandshakeLine(line: string): HandshakeLine {
  const [core, protocolVersion = '', network, address, protocol = 'netrpc', certificate = ''] = line.trim().split('|');
  if (core !== '1' || address === undefined || !isNetwork(network)) {
    throw new Error(
      `Unrecognized remote plugin message: ${JSON.stringify(line)}, expected 1|version|unix or tcp|address|grpc|`,
    );
  }
  if (protocol !== 'grpc') throw new Error(`Unsupported plugin protocol "${protocol}". Supported: [grpc]`);
  if (!/^\d+$/.test(protocolVersion)) throw new Error(`Error parsing protocol version "${protocolVersion}"`);
  return {
    coreVersion: 1,
    protocolVersion: Number(protocolVersion),
    network,
    address,
    // go-plugin takes the field for a certificate only when it is longer than 50 characters.
    certificate: certificate.length > 50 ? Buffer.from(certificate, 'base64') : undefined,
  };
}

function isNetwork(text: string | undefined): text is HandshakeLine['network'] {
  return text === 'unix' || text === 'tcp';
}
