import { readFileSync } from 'node:fs';

/** What the system lets this process have (setrlimit); infinite where there is no limit, and where nobody says. */
export interface SystemLimits {
  /** Processes and threads of the user together (`ulimit -u`). */
  readonly tasks: number;
  /** Of the address space (`ulimit -v`), what is not taken yet. */
  readonly freeAddressBytes: number;
}

/** What V8 reserves for a thread of its own; where there is less, it ends the process instead of the thread. */
export const threadAddressBytes = 1.25 * 1024 ** 3;

export function readSystemLimits(read: (file: string) => string = readProc): SystemLimits {
  const limits = read('limits');
  const usedKibibytes = numberAfter('VmSize:', read('status')) ?? 0;
  return {
    tasks: numberAfter('Max processes ', limits) ?? Infinity,
    freeAddressBytes: (numberAfter('Max address space ', limits) ?? Infinity) - usedKibibytes * 1024,
  };
}

/** The first number in the line that begins so; undefined for "unlimited", and without such a line. */
function numberAfter(name: string, text: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(name));
  const number = parseInt(line?.slice(name.length) ?? '', 10);
  return Number.isNaN(number) ? undefined : number;
}

function readProc(file: string): string {
  try {
    return readFileSync(`/proc/self/${file}`, 'latin1');
  } catch {
    return '';
  }
}
