/** What the pages use of `@grafana/data`, as far as versions 7.0 to 13 agree; newer parts are optional. */
declare module '@grafana/data' {
  import type { ComponentType } from 'react';

  export interface DataSourceInstanceSettings<Json> {
    readonly id: number;
    readonly uid: string;
    readonly name: string;
    readonly jsonData: Json;
  }

  export interface DataSourceSettings<Json> {
    readonly id: number;
    readonly uid?: string;
    readonly name: string;
    readonly url: string;
    readonly access: string;
    readonly basicAuth: boolean;
    readonly basicAuthUser: string;
    readonly readOnly?: boolean;
    readonly jsonData: Json;
    readonly secureJsonData?: Readonly<Record<string, string | undefined>>;
    readonly secureJsonFields?: Readonly<Record<string, boolean | undefined>>;
  }

  export interface DataSourcePluginOptionsEditorProps<Json> {
    readonly options: DataSourceSettings<Json>;
    readonly onOptionsChange: (options: DataSourceSettings<Json>) => void;
  }

  export interface QueryEditorProps<DataSource, Query, Json> {
    readonly datasource: DataSource;
    readonly query: Query;
    readonly onChange: (query: Query) => void;
    readonly onRunQuery: () => void;
    readonly app?: string;
    readonly jsonData?: Json;
  }

  export class DataSourcePlugin<DataSource, Query, Json> {
    constructor(dataSourceClass: new (instanceSettings: DataSourceInstanceSettings<Json>) => DataSource);
    setConfigEditor(editor: ComponentType<DataSourcePluginOptionsEditorProps<Json>>): this;
    setQueryEditor(editor: ComponentType<QueryEditorProps<DataSource, Query, Json>>): this;
  }
}
