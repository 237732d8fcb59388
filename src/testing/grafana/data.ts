/** Stands in for what the pages use of `@grafana/data`; the browser tests have the real one of each Grafana version. */
export class DataSourcePlugin {
  readonly components: Record<string, unknown> = {};
  readonly DataSourceClass: unknown;

  constructor(dataSourceClass: unknown) {
    this.DataSourceClass = dataSourceClass;
  }

  setConfigEditor(editor: unknown): this {
    this.components['ConfigEditor'] = editor;
    return this;
  }

  setQueryEditor(editor: unknown): this {
    this.components['QueryEditor'] = editor;
    return this;
  }
}

export class CustomVariableSupport {
  getType(): string {
    return 'custom';
  }
}
