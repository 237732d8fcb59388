import { hostWindow, type ModuleLoader } from './shared-modules.ts';

/** Loads the built module.js in the way of the Grafana at hand; source: Grafana, public/app/features/plugins/plugin_loader.ts. */
export async function loadPlugin(
  shared: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { System, harness } = hostWindow;
  const module = `plugins/${harness.pluginId}/module`;
  if (System.registerDynamic === undefined) return loadWithSystem6(System, shared, `/public/${module}.js`);
  System.config?.({
    baseURL: '/public',
    defaultExtension: 'js',
    packages: { plugins: { defaultExtension: 'js' } },
    meta: { '*': { esModule: true, authorization: true } },
  });
  for (const [name, exports] of Object.entries(shared)) {
    System.registerDynamic(name, [], true, (_require, _exports, target) => {
      target.exports = exports;
    });
  }
  return System.import(module);
}

async function loadWithSystem6(
  loader: ModuleLoader,
  shared: Readonly<Record<string, unknown>>,
  address: string,
): Promise<Readonly<Record<string, unknown>>> {
  const names = Object.keys(shared);
  keepDefineAway(loader);
  loader.addImportMap?.({ imports: Object.fromEntries(names.map((name) => [name, `package:${name}`])) });
  for (const [name, exports] of Object.entries(shared)) {
    loader.set?.(`package:${name}`, { ...(exports as object), default: exports, __useDefault: true });
  }
  return loader.import(address);
}

/** Grafana 10 takes `define` off the window, where Monaco would find it, and hands it to each AMD file it fetches. */
function keepDefineAway(loader: ModuleLoader): void {
  if (!('__grafana_amd_define' in window) || window.__grafana_amd_define === undefined) return;
  const prototype = loader.constructor.prototype as SystemPrototype;
  const fetchFile = prototype.fetch.bind(prototype);
  prototype.shouldFetch = () => true;
  prototype.fetch = async (address, options) => {
    const source = await (await fetchFile(address, options)).text();
    if (!/(^|[^.\w$])define\s*\(\s*\[/.test(source)) throw new Error(`${address} does not look like an AMD file`);
    const wrapped = `(function(define) {\n${source}\n})(window.__grafana_amd_define);`;
    return new Response(new Blob([wrapped], { type: 'text/javascript' }));
  };
}

interface SystemPrototype {
  fetch: (address: string, options: unknown) => Promise<Response>;
  shouldFetch: () => boolean;
}
