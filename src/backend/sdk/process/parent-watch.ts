import { readFileSync } from 'node:fs';

export interface ParentWatch {
  /** Looks at once instead of waiting for the next turn. */
  check(): void;
  stop(): void;
}

export interface ParentWatchOptions {
  readonly intervalMs: number;
  /** Whether the process that started this one is still there. */
  readonly isParentAlive: () => boolean;
  /** Called once. */
  readonly onGone: () => void;
}

/** Notices the death of the host: go-plugin leaves a child whose host was killed alone for ever. Keeps no process alive. */
export function watchParent({ intervalMs, isParentAlive, onGone }: ParentWatchOptions): ParentWatch {
  let gone = false;
  const check = (): void => {
    if (gone || isParentAlive()) return;
    stop();
    onGone();
  };
  const timer = setInterval(check, intervalMs);
  timer.unref();
  const stop = (): void => {
    gone = true;
    clearInterval(timer);
  };
  return { check, stop };
}

/**
 * To be called as early as possible, unless one is told who started this process. Where a host is process 1 of a container, the parent never changes; there the whole
 * container ends with the host.
 */
export function createParentProbe(platform: NodeJS.Platform, parentPid = process.ppid): () => boolean {
  // Windows gives orphans no new parent.
  if (platform === 'win32') return () => isRunning(parentPid);
  return isOrphan(parentPid) ? () => false : () => process.ppid === parentPid;
}

/**
 * Whether the host was gone before anybody looked: orphans become children of process 1, but stay in the process group of whoever started
 * them, and go-plugin gives its children none of their own. False where the system does not say.
 */
function isOrphan(parentPid: number): boolean {
  if (parentPid !== 1) return false;
  const [own, parents] = [processGroup('self'), processGroup('1')];
  return own !== undefined && parents !== undefined && own !== parents;
}

/** The third field behind the program's name, which may have blanks and parentheses (proc_pid_stat(5)). */
function processGroup(pid: string): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')')).split(' ')[3];
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
