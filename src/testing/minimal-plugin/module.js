/* global define -- Grafana's own */
define(['react', '@grafana/data', '@grafana/runtime'], (react, { DataSourcePlugin }, { DataSourceWithBackend }) => {
  const SineSettings = () => react.createElement('p', null, 'A sine has no settings.');
  return { plugin: new DataSourcePlugin(DataSourceWithBackend).setConfigEditor(SineSettings) };
});
