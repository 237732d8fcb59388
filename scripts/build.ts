/**
 * `npm run build [-- --target linux_amd64 | --pages] [--id yourorg-simplejson-datasource] [--repository URL]`: src/ to dist/, the plugin
 * folder as Grafana loads it. With `--pages`, everything but the executables and their notices, within a second; with `--id`, under that id.
 * `npm run build -- --source src/testing/minimal-plugin [--target linux_amd64]`: another plugin on the SDK, to .build/minimal-plugin.
 */
import { parseArgs } from 'node:util';

import { errorMessage } from '../src/backend/sdk/builtins/error-message.ts';
import { buildOtherPlugin } from './build/other-plugin/build-other-plugin.ts';
import { buildPlugin } from './build/build-plugin.ts';
import { selectTargets } from './build/build-targets.ts';
import { parsePluginId } from './build/plugin-id.ts';
import { parseRepository } from './build/repository-link.ts';

await main();

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: {
        id: { type: 'string' },
        repository: { type: 'string' },
        source: { type: 'string' },
        target: { type: 'string', multiple: true, default: [] },
        pages: { type: 'boolean', default: false },
      },
    });
    const targets = values.pages ? [] : selectTargets(values.target);
    if (values.source === undefined) {
      const repository = parseRepository(values.repository);
      await buildPlugin({ id: parsePluginId(values.id), repository, targets });
    } else {
      const { executables } = await buildOtherPlugin({ source: values.source, targets });
      process.stdout.write(`${executables.join('\n')}\n`);
    }
  } catch (error) {
    process.stderr.write(`build failed: ${errorMessage(error)}\n`);
    process.exitCode = 1;
  }
}
