import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

export interface SocketPathOptions {
  readonly directory: string;
  readonly platform: NodeJS.Platform;
}

/** A fresh name in the directory, or undefined when the system's socket addresses have no room for it. */
export function createSocketPath({ directory, platform }: SocketPathOptions): string | undefined {
  const path = join(directory, `plugin${randomBytes(6).toString('hex')}`);
  return Buffer.byteLength(path) <= maxPathBytes(platform) ? path : undefined;
}

/** `sun_path` of sockaddr_un without its closing zero: 108 bytes on Linux, 104 on macOS and the BSDs. */
function maxPathBytes(platform: NodeJS.Platform): number {
  return platform === 'linux' || platform === 'android' ? 107 : 103;
}
