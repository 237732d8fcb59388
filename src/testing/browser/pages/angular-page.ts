import type { AngularController, AngularDataSource, AngularPlugin } from './angular/angular-plugin.ts';
import {
  angular,
  type Compile,
  type CompileProvider,
  type Injector,
  type QService,
  type Scope,
  type Timeout,
} from './angular/angular-types.ts';
import {
  type AngularParts,
  type AngularView,
  annotationView,
  configView,
  queryView,
  timeRange,
  variableView,
} from './angular/angular-views.ts';
import { addWidgets } from './angular/angular-widgets.ts';
import { BackendSrv, type BackendRequest } from './backend-srv.ts';
import { loadPlugin } from './load-plugin.ts';
import { hostWindow } from './shared-modules.ts';
import { TemplateSrv } from './template-srv.ts';

const views: Readonly<Record<string, (parts: AngularParts) => AngularView>> = {
  config: configView,
  query: queryView,
  variable: variableView,
  annotation: annotationView,
};

/** The page of Grafana 5 and 6: one of the plugin's editors, as `?view=` says, in an Angular application of its own. */
async function main(): Promise<void> {
  const container = document.querySelector('#host');
  if (container === null) throw new Error('the host page has no #host');
  const { injector, addDirective } = startAngular(container);
  const exports = await loadPlugin({ ...hostWindow.sharedModules, 'app/plugins/sdk': { QueryCtrl: Function } });
  Object.assign(window, { loadedPlugin: { names: Object.keys(exports) } });
  const plugin = exports as unknown as AngularPlugin;
  const backendSrv = new BackendSrv();
  const view = (views[hostWindow.harness.view] ?? configView)({
    plugin,
    settings: (await backendSrv.get('/api/datasources/1')) as Record<string, unknown>,
    backendSrv,
    timeout: injector.get('$timeout') as Timeout,
    createDataSource: (instanceSettings) =>
      injector.instantiate(plugin.Datasource, { instanceSettings }) as AngularDataSource,
  });
  if (view.controller !== undefined) addDirective(view.controller, view.bindings);
  draw(container, injector, view);
}

interface StartedAngular {
  readonly injector: Injector;
  readonly addDirective: (controller: AngularController, bindings: readonly string[]) => void;
}

/** Source: Grafana, public/app/app.ts and plugin_component.ts. */
function startAngular(container: Element): StartedAngular {
  const providers: CompileProvider[] = [];
  const module = angular.module('grafana', ['ngSanitize']);
  module.config([
    '$compileProvider',
    (provider: CompileProvider) => {
      provider.preAssignBindingsEnabled(true);
      providers.push(provider);
    },
  ]);
  module.factory('backendSrv', ['$q', digestingBackendSrv]);
  module.factory('templateSrv', [() => new TemplateSrv()]);
  module.factory('timeSrv', [() => ({ timeRange, time: { from: 'now-6h', to: 'now' } })]);
  addWidgets(module);
  const injector = angular.bootstrap(container, ['grafana']);
  return {
    injector,
    addDirective: (controller, bindings) => {
      const templateUrl = `/public/plugins/${hostWindow.harness.pluginId}/${controller.templateUrl ?? ''}`;
      providers[0]?.directive('pluginPart', () => ({
        restrict: 'E',
        templateUrl,
        controller,
        controllerAs: 'ctrl',
        bindToController: true,
        scope: Object.fromEntries(bindings.map((name) => [name, '='])),
      }));
    },
  };
}

/** Grafana's own gives out Angular's promises. */
function digestingBackendSrv(q: QService) {
  const backendSrv = new BackendSrv();
  return {
    datasourceRequest: (request: BackendRequest) => q.when(backendSrv.datasourceRequest(request)),
    get: (url: string, params: Readonly<Record<string, unknown>>) => q.when(backendSrv.get(url, params)),
    post: (url: string, data: unknown) => q.when(backendSrv.post(url, data)),
  };
}

function draw(
  container: Element,
  injector: Injector,
  { controller, bindings, scope, before = '', after }: AngularView,
): void {
  const { grafana, view } = hostWindow.harness;
  const attributes = bindings.map(
    (name) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${name}"`,
  );
  const part = controller === undefined ? '' : `<plugin-part ${attributes.join(' ')}></plugin-part>`;
  const html = `<div><h1>Grafana ${grafana}: ${view}</h1><section class="host-part" aria-label="Editor">${before}${part}</section>${after}</div>`;
  const root = injector.get('$rootScope') as Scope;
  const compile = injector.get('$compile') as Compile;
  const own = Object.assign(root.$new(false), scope);
  root.$apply(() => {
    const [drawn] = Array.from(compile(html)(own));
    if (drawn !== undefined) container.replaceChildren(drawn);
  });
}

void main().catch((error: unknown) => {
  document.querySelector('#host')?.replaceChildren(`The page did not start: ${String(error)}`);
  throw error;
});
