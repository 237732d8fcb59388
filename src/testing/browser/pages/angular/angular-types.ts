import { hostWindow } from '../shared-modules.ts';

/** As much of AngularJS 1.6 as the page uses. */
export interface Angular {
  readonly module: (name: string, requires: readonly string[]) => AngularModule;
  readonly bootstrap: (element: Element, modules: readonly string[]) => Injector;
}

export interface AngularModule {
  readonly config: (annotated: readonly unknown[]) => AngularModule;
  readonly directive: (name: string, factory: () => Directive) => AngularModule;
  readonly factory: (name: string, annotated: readonly unknown[]) => AngularModule;
}

export type Directive = Readonly<Record<string, unknown>>;

export interface CompileProvider {
  readonly directive: (name: string, factory: () => Directive) => void;
  readonly preAssignBindingsEnabled: (enabled: boolean) => void;
}

export interface Injector {
  readonly get: (name: string) => unknown;
  readonly instantiate: (type: unknown, locals: object) => unknown;
}

export interface Scope extends Record<string, unknown> {
  readonly $new: (isolate: boolean) => Scope;
  readonly $apply: (change?: () => void) => void;
  readonly $watch: (expression: string, listener: (value: unknown) => void) => void;
}

export type Compile = (html: string) => (scope: Scope) => ArrayLike<Element>;
export type Timeout = (work: () => void, delayMs?: number) => void;

/** Angular's promises: what hangs on them shows in the page by itself. */
export interface QService {
  readonly when: <T>(value: PromiseLike<T> | T) => PromiseLike<T>;
}

export interface Moment {
  readonly subtract: (amount: number, unit: string) => Moment;
  readonly valueOf: () => number;
}

export const angular = hostWindow.sharedModules['angular'] as Angular;
export const moment = hostWindow.sharedModules['moment'] as () => Moment;
