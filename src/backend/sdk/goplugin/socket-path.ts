import { join } from 'node:path';

export interface SocketPathOptions {
  readonly directory: string;
  readonly platform: NodeJS.Platform;
}

/**
 * A new random name in the directory; undefined if it is too long for a socket address of this system, or cannot stand in the handshake line, whose
 * fields hosts split at `|`.
 */
export function createSocketPath({ directory, platform }: SocketPathOptions): string | undefined {
  const path = join(directory, `plugin${randomDigits()}`);
  const canBeSaid = !/[|\r\n]/.test(path);
  return canBeSaid && Buffer.byteLength(path) <= maxPathBytes(platform) ? path : undefined;
}

/** The size of `sun_path` in sockaddr_un, without the zero at its end: 108 bytes on Linux, 104 on macOS and the BSDs. */
function maxPathBytes(platform: NodeJS.Platform): number {
  return platform === 'linux' || platform === 'android' ? 107 : 103;
}

/** Twelve hexadecimal digits. They need not be unpredictable, and loading node:crypto takes time. */
function randomDigits(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}
