import * as React from 'react';

import { describe } from './query-react.ts';
import { alertBox } from '../plain-result.ts';
import type { Settings, ViewProps } from './react-plugin.ts';

/** Grafana's page of a data source's settings. */
export function ConfigView({ plugin, settings: saved, backendSrv }: ViewProps) {
  const [settings, setSettings] = React.useState(saved);
  const answer = React.useRef<HTMLDivElement>(null);
  const Editor = plugin.components.ConfigEditor;

  async function test(): Promise<void> {
    answer.current?.replaceChildren();
    const { status, message } = await saveAndTest(settings).catch((error: unknown) => ({
      status: 'error',
      message: describe(error),
    }));
    answer.current?.replaceChildren(alertBox(status, message));
  }

  async function saveAndTest(changed: Settings): Promise<TestResult> {
    const put = (await backendSrv.put('/api/datasources/1', changed)) as { readonly datasource: Settings };
    setSettings(put.datasource);
    return (await new plugin.DataSourceClass(put.datasource).testDatasource()) as TestResult;
  }

  return (
    <>
      <section className="host-part" aria-label="Settings">
        {Editor !== undefined && <Editor options={settings} onOptionsChange={setSettings} />}
      </section>
      <button
        type="button"
        className="host-button"
        disabled={settings['readOnly'] === true}
        onClick={() => void test()}
      >
        Save &amp; test
      </button>
      <div id="answer" ref={answer} />
    </>
  );
}

interface TestResult {
  readonly status: string;
  readonly message: string;
}
