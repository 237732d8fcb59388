/** The recipes of README's section "Install". */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import pluginJson from '../../plugin.json' with { type: 'json' };
import { readDocumentedPages } from './documented-pages.ts';
import { parseMarkdownBlocks } from './markdown-blocks.ts';
import { openShellStage } from './run-shell.ts';

const readme = readDocumentedPages().find(({ name }) => name === 'README.md')?.text ?? '';
const [, section = ''] = /\n## Install\n([^]*?)\n## /.exec(readme) ?? [];
const recipes = parseMarkdownBlocks(section);

/** As Debian's package brings it. */
const grafanaIni = [
  '[plugins]',
  ';enable_alpha = false',
  ';app_tls_skip_verify_insecure = false',
  '# Enter a comma-separated list of plugin identifiers to identify plugins to load even if they are unsigned.',
  ';allow_loading_unsigned_plugins =',
  ';marketplace_url = https://grafana.com/grafana/plugins/',
  '',
];

describe('README, "Install"', () => {
  it('has a recipe for each way, and each allows the plugin by its id', () => {
    expect(recipes.map(({ language }) => language)).toEqual(['sh', 'yaml', 'sh', 'powershell', 'sh']);
    for (const { text } of recipes) {
      expect(text.toLowerCase()).toMatch(
        /allow_loading_unsigned_plugins[^]{1,60}grafana-simple-json-backend-datasource/,
      );
    }
  });

  it("Helm's values are YAML with the plugin's address and folder", () => {
    const values = parse(recipes[1]?.text ?? '') as { plugins: [string]; 'grafana.ini': unknown };
    expect(values.plugins[0].split('@')).toEqual([
      pluginJson.id,
      pluginJson.info.version,
      expect.stringMatching(/^https:.*\.linux_amd64\.zip$/),
    ]);
    expect(values['grafana.ini']).toEqual({ plugins: { allow_loading_unsigned_plugins: pluginJson.id } });
  });

  it.each([
    ['nothing', ';allow_loading_unsigned_plugins =', pluginJson.id],
    ['an empty list', 'allow_loading_unsigned_plugins =', pluginJson.id],
    ['another plugin', 'allow_loading_unsigned_plugins = acme-panel', `acme-panel,${pluginJson.id}`],
    ['this plugin', `allow_loading_unsigned_plugins = ${pluginJson.id},acme-panel`, `${pluginJson.id},acme-panel`],
  ])("Debian's sed adds the plugin to what is allowed, however often it is run: %s", async (_, line, allowed) => {
    const sed = recipes[2]?.text.split('\n').find((one) => one.includes('sed -i')) ?? '';
    const stage = await openShellStage();
    try {
      const file = path.join(stage.folder, 'grafana.ini');
      await writeFile(file, grafanaIni.with(4, line).join('\n'));
      const script = sed.replace('sudo ', '').replace('/etc/grafana/grafana.ini', 'grafana.ini');
      expect(await stage.run(script)).toEqual({ code: 0, output: '' });
      expect(await stage.run(script)).toEqual({ code: 0, output: '' });
      const expected = grafanaIni.with(4, `allow_loading_unsigned_plugins = ${allowed}`);
      expect((await readFile(file, 'utf8')).split('\n')).toEqual(expected);
    } finally {
      await stage.close();
    }
  });

  it("macOS' printf begins a line of its own, also in a file whose last line has no end", async () => {
    const printf = recipes[4]?.text.split('\n').find((one) => one.startsWith('printf')) ?? '';
    const stage = await openShellStage();
    try {
      const file = path.join(stage.folder, 'grafana.ini');
      await writeFile(file, '[server]\nhttp_port = 3000');
      const script = printf.replace('"$(brew --prefix)/etc/grafana/grafana.ini"', 'grafana.ini');
      expect(await stage.run(script)).toEqual({ code: 0, output: '' });
      const lines = [
        '[server]',
        'http_port = 3000',
        '[plugins]',
        `allow_loading_unsigned_plugins = ${pluginJson.id}`,
        '',
      ];
      expect((await readFile(file, 'utf8')).split('\n')).toEqual(lines);
    } finally {
      await stage.close();
    }
  });
});
