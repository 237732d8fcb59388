import { join } from 'node:path';

export interface SocketPathOptions {
  readonly directory: string;
  readonly platform: NodeJS.Platform;
}

/** A fresh name in the directory, or undefined when the system's socket addresses have no room for it. */
export function createSocketPath({ directory, platform }: SocketPathOptions): string | undefined {
  const path = join(directory, `plugin${randomDigits()}`);
  return Buffer.byteLength(path) <= maxPathBytes(platform) ? path : undefined;
}

/** `sun_path` of sockaddr_un without its closing zero: 108 bytes on Linux, 104 on macOS and the BSDs. */
function maxPathBytes(platform: NodeJS.Platform): number {
  return platform === 'linux' || platform === 'android' ? 107 : 103;
}

/** Twelve hexadecimal digits. Nobody has to be kept from guessing them, and node:crypto takes a while to load. */
function randomDigits(): string {
  return Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');
}
