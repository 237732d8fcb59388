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
  return platform === 'win32' ? () => isRunning(parentPid) : () => process.ppid === parentPid;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
