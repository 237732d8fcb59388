/**
 * `npm run build [-- --target linux_amd64 | --pages] [--id yourorg-simplejson-datasource]`: src/ to dist/, the plugin folder as Grafana
 * loads it. With `--pages`, everything but the executables and their notices, within a second; with `--id`, under that id.
 */
import { parseArgs } from 'node:util';

import { buildPlugin } from './build/build-plugin.ts';
import { selectTargets } from './build/build-targets.ts';
import { parsePluginId } from './build/plugin-id.ts';

await main();

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: {
        id: { type: 'string' },
        target: { type: 'string', multiple: true, default: [] },
        pages: { type: 'boolean', default: false },
      },
    });
    const targets = values.pages ? [] : selectTargets(values.target);
    await buildPlugin({ id: parsePluginId(values.id), targets });
  } catch (error) {
    process.stderr.write(`build failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
