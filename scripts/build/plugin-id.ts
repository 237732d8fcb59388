import pluginJson from '../../src/plugin.json' with { type: 'json' };

/** What dashboards and servers know the plugin by. */
export const ownPluginId = pluginJson.id;

/** Grafana's rule for the ids that it signs. */
const signable = /^[0-9a-z]+-([0-9a-z]+-)?datasource$/;

/**
 * Reads the option `--id`.
 * @throws when Grafana would not sign a data source of that name
 */
export function parsePluginId(id = ownPluginId): string {
  if (id !== ownPluginId && !signable.test(id)) {
    throw new Error(
      `--id expects the name of your organisation on grafana.com, a name and "datasource", in small letters and digits, such as ` +
        `yourorg-simplejson-datasource, but got "${id}"`,
    );
  }
  return id;
}

/** A text that names the plugin by its id, for a plugin of another one. */
export function inPluginId(text: string, id: string): string {
  return text.replaceAll(ownPluginId, id);
}
