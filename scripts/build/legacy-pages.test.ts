import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { dialectLabels, rangeLabels } from '../../src/frontend/config-editor/settings/server-labels.ts';
import { settingsDefaults } from '../../src/shared/settings-model.ts';
import { rootFolder } from './build-paths.ts';

describe('the settings page of Grafana 5 and 6', () => {
  it('has selects that say what the default is', async () => {
    const page = await readFile(path.join(rootFolder, 'src/frontend/legacy/partials/config.html'), 'utf8');
    const shown = Array.from(page.matchAll(/<option value="">([^<]*)<\/option>/g), ([, text]) => text);
    const { dialect, rangeFormat, queryMethod } = settingsDefaults;
    const defaults = [dialectLabels[dialect], rangeLabels[rangeFormat], queryMethod, "Grafana's own"];
    expect(shown).toEqual(defaults.map((text) => `${text} (default)`));
  });
});
