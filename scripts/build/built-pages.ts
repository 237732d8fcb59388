import { readFile } from 'node:fs/promises';
import path from 'node:path';
import vm from 'node:vm';

/** What a built AMD file hands to its loader. */
export interface DefinedModule {
  readonly dependencies: readonly string[];
  /** Its factory, called with what the loader found for each dependency. */
  readonly load: (...found: unknown[]) => unknown;
}

/**
 * Runs a file of the pages as a script, as Grafana of the given version does.
 * @throws when it does not define exactly one module
 */
export async function runBuiltFile(folder: string, file: string, grafanaVersion?: string): Promise<DefinedModule> {
  const defined: DefinedModule[] = [];
  const settings = grafanaVersion === undefined ? {} : { buildInfo: { version: grafanaVersion } };
  const page = {
    grafanaBootData: { settings },
    define: (dependencies: readonly string[], load: DefinedModule['load']) => {
      defined.push({ dependencies: [...dependencies], load });
    },
  };
  vm.runInNewContext(await readFile(path.join(folder, file), 'utf8'), { ...page, window: page });
  const [module] = defined;
  if (module === undefined || defined.length > 1) {
    throw new Error(`${file} was expected to define one module, but it defined ${defined.length}`);
  }
  return module;
}
