/** Compiles where what Grafana gives fits what we declare: `fits<declared>(real)`. */
export type Statements = Readonly<Record<string, readonly string[]>>;

export const declaredModules = ['data', 'runtime', 'ui'] as const;

export type DeclaredModule = (typeof declaredModules)[number];

/** Names for both sides, and types that Grafana wants where ours take any. */
export const preamble = `
import * as realData from '@grafana/data';
import * as realRuntime from '@grafana/runtime';
import * as realUi from '@grafana/ui';
import * as data from 'declared/data';
import * as runtime from 'declared/runtime';
import * as ui from 'declared/ui';
type Query = realData.DataQuery;
type Json = realData.DataSourceJsonData;
type Source = realData.DataSourceApi<Query, Json>;
type PropsOf<Component> = Component extends (props: infer Props) => unknown ? Props : never;
declare function fits<T>(value: T): void;
`;

/**
 * For every name that src/frontend/grafana declares, what has to hold. What the pages are given has to fit the declaration; what they give, the real
 * type, as far as they write it themselves: the rest they hand back as it came.
 */
export const statements: Readonly<Record<DeclaredModule, Statements>> = {
  data: {
    DateTime: ['fits<data.DateTime>({} as realData.DateTime)'],
    RawTimeRange: ['fits<data.RawTimeRange>({} as realData.RawTimeRange)'],
    TimeRange: ['fits<data.TimeRange>({} as realData.TimeRange)'],
    ScopedVars: ['fits<data.ScopedVars>({} as realData.ScopedVars)'],
    AdHocVariableFilter: ['fits<data.AdHocVariableFilter>({} as realData.AdHocVariableFilter)'],
    DataQueryRequest: ['fits<data.DataQueryRequest<Query>>({} as realData.DataQueryRequest<Query>)'],
    MetricFindValue: ['fits<realData.MetricFindValue>({} as data.MetricFindValue)'],
    DataSourceInstanceSettings: [
      'fits<data.DataSourceInstanceSettings<Json>>({} as realData.DataSourceInstanceSettings<Json>)',
    ],
    DataSourceSettings: [
      'fits<data.DataSourceSettings<Json>>({} as realData.DataSourceSettings<Json>)',
      'fits<Omit<Partial<realData.DataSourceSettings<Json>>, "secureJsonData" | "secureJsonFields">>({} as data.DataSourceSettings<Json>)',
    ],
    DataSourcePluginOptionsEditorProps: [
      'fits<data.DataSourcePluginOptionsEditorProps<Json>["options"]>({} as realData.DataSourcePluginOptionsEditorProps<Json>["options"])',
      'fits<(options: never) => void>({} as realData.DataSourcePluginOptionsEditorProps<Json>["onOptionsChange"])',
    ],
    QueryEditorProps: [
      'fits<data.QueryEditorProps<Source, Query>>({} as realData.QueryEditorProps<Source, Query, Json>)',
    ],
    AnnotationQuery: ['fits<data.AnnotationQuery<Query>>({} as realData.AnnotationQuery<Query>)'],
    AnnotationSupport: [
      'fits<Pick<realData.AnnotationSupport<Query>, "prepareQuery">>({} as data.AnnotationSupport<Query>)',
      'fits<PropsOf<data.AnnotationSupport<Query>["QueryEditor"]>>({} as PropsOf<NonNullable<realData.AnnotationSupport<Query>["QueryEditor"]>>)',
      'fits<Parameters<data.AnnotationSupport<Query>["prepareAnnotation"]>>({} as Parameters<NonNullable<realData.AnnotationSupport<Query>["prepareAnnotation"]>>)',
    ],
    CustomVariableSupport: [
      'fits<abstract new () => { query(request: never): unknown }>(realData.CustomVariableSupport)',
      'fits<PropsOf<data.CustomVariableSupport["editor"]>>({} as PropsOf<realData.CustomVariableSupport<Source>["editor"]>)',
      'fits<Parameters<data.CustomVariableSupport["query"]>>({} as Parameters<realData.CustomVariableSupport<Source>["query"]>)',
    ],
    DataSourcePlugin: [
      'fits<new (dataSourceClass: never) => { setConfigEditor(editor: never): unknown }>(realData.DataSourcePlugin<Source, Query, Json>)',
      'fits<PropsOf<Parameters<data.DataSourcePlugin<Source, Query, Json>["setQueryEditor"]>[0]>>({} as PropsOf<Parameters<realData.DataSourcePlugin<Source, Query, Json>["setQueryEditor"]>[0]>)',
    ],
  },
  runtime: {
    DataSourceWithBackend: [
      'fits<abstract new (settings: never) => runtime.DataSourceWithBackend<Query, Json>>(realRuntime.DataSourceWithBackend<Query, Json>)',
    ],
    GrafanaLiveSrv: ['fits<{ getDataStream: (options: never) => unknown }>({} as realRuntime.GrafanaLiveSrv)'],
    getGrafanaLiveSrv: ['fits<() => unknown>(realRuntime.getGrafanaLiveSrv)'],
    TemplateSrv: ['fits<runtime.TemplateSrv>({} as realRuntime.TemplateSrv)'],
    getTemplateSrv: ['fits<typeof runtime.getTemplateSrv>(realRuntime.getTemplateSrv)'],
    setTemplateSrv: ['fits<(instance: never) => void>(realRuntime.setTemplateSrv)'],
    setBackendSrv: ['fits<(instance: never) => void>(realRuntime.setBackendSrv)'],
    config: ['fits<typeof runtime.config>(realRuntime.config)'],
  },
  ui: {
    InputProps: [],
    TextAreaProps: [],
    CheckboxProps: [],
    ButtonProps: [],
    RadioButtonGroupProps: [],
    Input: ['fits<typeof ui.Input>(realUi.Input)'],
    TextArea: ['fits<typeof ui.TextArea>(realUi.TextArea)'],
    Checkbox: ['fits<typeof ui.Checkbox>(realUi.Checkbox)'],
    Button: ['fits<typeof ui.Button>(realUi.Button)'],
    RadioButtonGroup: ['fits<typeof ui.RadioButtonGroup>(realUi.RadioButtonGroup)'],
    useTheme2: ['fits<typeof ui.useTheme2>(realUi.useTheme2)'],
    // Gone since 11, and asked for only where useTheme2 is missing.
    useTheme: [],
  },
};
