import type { ComponentType } from 'react';

import type { ReactDataSource } from './query-react.ts';
import type { BackendSrv } from '../backend-srv.ts';

/** What module.js exports as `plugin` to Grafana 7 and later. */
export interface ReactPlugin {
  readonly DataSourceClass: new (settings: unknown) => ReactDataSource;
  readonly components: { readonly ConfigEditor?: EditorComponent; readonly QueryEditor?: EditorComponent };
}

export type EditorComponent = ComponentType<Readonly<Record<string, unknown>>>;

export type Settings = Readonly<Record<string, unknown>>;

export interface ViewProps {
  readonly plugin: ReactPlugin;
  readonly settings: Settings;
  readonly dataSource: ReactDataSource;
  readonly backendSrv: BackendSrv;
}

/** A saved query that the address brings: `&query={…}`. */
export function givenModel(): Readonly<Record<string, unknown>> {
  const given = new URLSearchParams(window.location.search).get('query');
  return given === null ? {} : (JSON.parse(given) as Readonly<Record<string, unknown>>);
}
