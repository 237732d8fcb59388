import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The executable's own example server, in a process of its own. */
export interface ExampleServerProcess {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** @throws when it ends before it says where it is. It does not outlive this process. */
export async function startExampleServerProcess(executable: string): Promise<ExampleServerProcess> {
  const child = spawn(executable, ['example-server', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      process.off('exit', kill);
      resolve();
    });
  });
  const url = await Promise.race([firstUrl(child.stdout), exited]);
  if (url === undefined) throw new Error(`"${executable} example-server --port 0" ended before it said where it is`);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Resolves with the first URL printed; whatever else is printed is read and forgotten, lest the pipe fills. */
function firstUrl(stdout: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const url = /http:\S+/.exec(line)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
}
