import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createParentProbe, watchParent } from './parent-watch.ts';

describe('createParentProbe', () => {
  it.each(['linux', 'win32'] as const)('sees a living parent as on %s', (platform) => {
    expect(createParentProbe(platform)()).toBe(true);
  });

  it.each(['linux', 'win32'] as const)('sees a dead parent as on %s', async (platform) => {
    expect(await sayAfterParentsDeath(`createParentProbe('${platform}')`)).toBe('alive true\nalive false\n');
  });
});

describe('watchParent', () => {
  it('calls once, soon after the parent died', async () => {
    let alive = true;
    let calls = 0;
    const gone = Promise.withResolvers<undefined>();
    const watch = watchParent({
      intervalMs: 10,
      isParentAlive: () => alive,
      onGone: () => {
        calls += 1;
        gone.resolve(undefined);
      },
    });
    watch.check();
    expect(calls).toBe(0);
    alive = false;
    await gone.promise;
    watch.check();
    expect(calls).toBe(1);
  });

  it('looks at once when asked to', () => {
    let calls = 0;
    const options = { intervalMs: 1_000_000, isParentAlive: () => false, onGone: () => (calls += 1) };
    watchParent(options).check();
    expect(calls).toBe(1);
  });

  it('is quiet once stopped', () => {
    let calls = 0;
    const watch = watchParent({ intervalMs: 1_000_000, isParentAlive: () => false, onGone: () => (calls += 1) });
    watch.stop();
    watch.check();
    expect(calls).toBe(0);
  });

  it('keeps no process alive', async () => {
    const script = `watchParent({ intervalMs: 1_000_000, isParentAlive: () => true, onGone: () => {} });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', withImports(script)]);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

/** Output of a process that asks the probe before and after its parent is killed. */
async function sayAfterParentsDeath(probe: string): Promise<string> {
  const child = withImports(`
    const isAlive = ${probe};
    const { ppid } = process;
    console.log('alive', isAlive());
    process.kill(ppid, 'SIGKILL');
    const timer = setInterval(() => {
      if (isAlive()) return;
      console.log('alive', isAlive());
      clearInterval(timer);
    }, 10);
    setTimeout(() => process.exit(), 4000).unref();
  `);
  const parent = `require('node:child_process').spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`;
  const spawned = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  spawned.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(spawned, 'close');
  return output;
}

function withImports(script: string): string {
  const path = JSON.stringify(resolve('src/backend/sdk/process/parent-watch.ts'));
  return `import { createParentProbe, watchParent } from ${path};\n${script}`;
}
