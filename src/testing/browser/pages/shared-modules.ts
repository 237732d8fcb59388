import type { ComponentType, Context, ReactNode } from 'react';

/** What the host puts into the window before the page's own script. */
export interface HostWindow {
  readonly sharedModules: SharedModules;
  readonly harness: Harness;
  readonly System: ModuleLoader;
}

export interface Harness {
  readonly pluginId: string;
  readonly grafana: string;
  readonly view: string;
  readonly theme: 'dark' | 'light';
}

/** As much of either SystemJS as Grafana uses. */
export interface ModuleLoader {
  readonly import: (name: string) => Promise<Readonly<Record<string, unknown>>>;
  /** 0.20 */
  readonly config?: (options: unknown) => void;
  /** 0.20 */
  readonly registerDynamic?: (
    name: string,
    dependencies: readonly string[],
    executes: boolean,
    execute: (require: unknown, exports: unknown, module: { exports: unknown }) => void,
  ) => void;
  /** 6 */
  readonly addImportMap?: (map: { readonly imports: Readonly<Record<string, string>> }) => void;
  /** 6 */
  readonly set?: (id: string, module: unknown) => void;
}

/** By the names that plugins import them under. */
export type SharedModules = Readonly<Record<string, unknown>> & {
  readonly 'react-dom': { readonly render?: (element: ReactNode, container: Element) => void };
  readonly 'react-dom/client'?: {
    readonly createRoot: (container: Element) => { readonly render: (element: ReactNode) => void };
  };
  readonly rxjs: RxJs;
  readonly '@grafana/data': GrafanaData;
  readonly '@grafana/runtime': Readonly<Record<string, ((value: unknown) => void) | undefined>>;
  readonly '@grafana/ui': GrafanaUi;
};

export interface RxJs {
  readonly from: (value: unknown) => Observable;
  readonly Observable: new (run: (subscriber: { readonly next: (value: unknown) => void }) => () => void) => Observable;
}

export interface Observable {
  readonly subscribe: (observer: {
    readonly next: (value: unknown) => void;
    readonly error: (error: unknown) => void;
    readonly complete: () => void;
  }) => { readonly unsubscribe: () => void };
}

export interface GrafanaData {
  readonly dateTime: (value: number) => unknown;
  readonly getFieldDisplayName: (field: unknown, frame: unknown, frames: readonly unknown[]) => string;
  readonly toDataFrame: (data: unknown) => Frame;
  /** Since 8. */
  readonly createTheme?: (options: unknown) => unknown;
  /** Since 8.3. */
  readonly StreamingDataFrame: {
    readonly empty: (options: object) => StreamingFrame;
    readonly deserialize: (serialized: unknown) => StreamingFrame;
  };
}

/** What Grafana keeps the rows of a channel in. */
export interface StreamingFrame {
  readonly push: (packet: object) => { readonly schemaChanged: boolean };
  readonly pushNewValues: (values: unknown) => void;
  readonly getValuesFromLastPacket: () => unknown;
  readonly serialize: (fields: undefined, options: object) => unknown;
  readonly needsResizing: (options: object) => boolean;
  readonly resize: (options: object) => void;
  readonly hasAtLeastOnePacket: () => boolean;
}

export interface Frame {
  readonly name?: string;
  readonly fields: readonly FrameField[];
  readonly meta?: { readonly notices?: readonly { readonly text: string }[] };
}

export interface FrameField {
  readonly name: string;
  readonly type: string;
  /** A plain array since 10. */
  readonly values: readonly unknown[] & { readonly toArray?: () => readonly unknown[] };
}

export interface GrafanaUi {
  readonly ThemeContext: Context<unknown>;
  /** Of 7.5; later versions make theirs with createTheme. */
  readonly getTheme?: (name: string) => unknown;
  readonly GlobalStyles?: ComponentType;
}

export const hostWindow = window as unknown as HostWindow;
