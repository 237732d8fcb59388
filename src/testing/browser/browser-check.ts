import type { BrowserSession } from './browser-session.ts';
import type { EditorDriver } from './drivers/editor-driver.ts';
import type { GrafanaHost } from './host/grafana-host.ts';
import type { GrafanaVersion } from './grafana-version.ts';
import type { GuardedServers } from './guarded-servers.ts';

/** Something that a user does, or that holds of every page. */
export interface BrowserCheck {
  readonly name: string;
  /** Every version unless told. */
  readonly pages?: GrafanaVersion['pages'];
  /** The first major version that it can be done in. */
  readonly since?: number;
  /** @throws with what was expected and what came */
  readonly run: (stage: BrowserStage) => Promise<void>;
}

/** One version's host and browser, with the servers behind the plugin. */
export interface BrowserStage {
  readonly version: GrafanaVersion;
  readonly host: GrafanaHost;
  readonly session: BrowserSession;
  readonly driver: EditorDriver;
  readonly exampleUrl: string;
  readonly guarded: GuardedServers;
}
