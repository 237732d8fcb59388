/**
 * An executable's program comes in parts: with the text that starts the process come small ones, and the names of large ones, whose text is
 * an asset. Nobody waits for a part, or keeps it in memory, before something in it is needed.
 */
import { getAssetKeys, getRawAsset } from 'node:sea';
import { Script } from 'node:vm';

/** A part as a CommonJS module. */
export type Part = (module: LoadedPart, exports: unknown, require: Load) => void;

export interface LoadedPart {
  exports: unknown;
}

/** As `require`: of `./name.js` the part, of everything else the module of Node.js. */
export type Load = (name: string) => unknown;

/** @param builtin `require` of the executable's main program, which knows the modules of Node.js alone */
export function createPartLoader(builtin: Load, small: Readonly<Record<string, Part>>): Load {
  const loaded = new Map<string, LoadedPart>();
  const load: Load = (name) => {
    if (!name.startsWith('./')) return builtin(name);
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const part = small[name] ?? compile(name.slice('./'.length));
    const module: LoadedPart = { exports: {} };
    loaded.set(name, module);
    try {
      part(module, module.exports, load);
    } catch (error) {
      // As Node.js does: the next who needs the part gets the error again, and not half of the part.
      loaded.delete(name);
      throw error;
    }
    module.exports = withoutGetters(module.exports as Exports);
    return module.exports;
  };
  return load;
}

type Exports = Readonly<Record<string, unknown>>;

/**
 * esbuild exports everything through two getters each, which took an eighth of the CPU time of a small query. Whatever has its value once
 * its part has run is a property; what has none yet stays as it was exported.
 */
function withoutGetters(exports: Exports): Exports {
  const values: Record<string, unknown> = { ...exports };
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
    if (values[name] === undefined) Object.defineProperty(values, name, descriptor);
  }
  return values;
}

/** Behind a part's name: that of V8's compiled form of it, which only an executable has that was made on a platform of its own. */
export const codeCacheSuffix = '.cache';

function compile(filename: string): Part {
  // The text is ASCII.
  const text = Buffer.from(getRawAsset(filename)).toString('latin1');
  const cache = filename + codeCacheSuffix;
  const cachedData = getAssetKeys().includes(cache) ? Buffer.from(getRawAsset(cache)) : undefined;
  return new Script(text, { filename, cachedData }).runInThisContext() as Part;
}
