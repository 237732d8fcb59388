/** What the pages use of `@grafana/runtime`, as far as versions 7.0 to 13 agree. */
declare module '@grafana/runtime' {
  import type { DataSourceInstanceSettings } from '@grafana/data';

  export class DataSourceWithBackend<Query, Json> {
    readonly id: number;
    readonly name: string;
    constructor(instanceSettings: DataSourceInstanceSettings<Json>);
    postResource(path: string, body: unknown): Promise<unknown>;
  }
}
