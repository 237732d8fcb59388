/* global define -- Grafana's own */
define(['react', '@grafana/data', '@grafana/runtime'], (react, { DataSourcePlugin }, { DataSourceWithBackend }) => {
  const { createElement } = react;
  const SineSettings = () => createElement('p', null, 'A sine has no settings.');

  // What is put into the query is what queryData gets as `json`; Grafana keeps it in the dashboard or rule.
  const SineQuery = ({ query, onChange, onRunQuery }) =>
    createElement(
      'label',
      null,
      'Minutes for one turn ',
      createElement('input', {
        type: 'number',
        min: 1,
        value: query.minutes ?? 60,
        onChange: ({ currentTarget }) => onChange({ ...query, minutes: Number(currentTarget.value) }),
        onBlur: onRunQuery,
      }),
    );

  return {
    plugin: new DataSourcePlugin(DataSourceWithBackend).setConfigEditor(SineSettings).setQueryEditor(SineQuery),
  };
});
