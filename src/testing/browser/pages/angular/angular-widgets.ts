import type { AngularModule, Directive, Scope, Timeout } from './angular-types.ts';

/** What stands in for Grafana 5's and 6's own widgets, with their attributes; how they look is not the point. */
export function addWidgets(module: AngularModule): void {
  module
    .directive('queryEditorRow', queryEditorRow)
    .directive('gfFormDropdown', gfFormDropdown)
    .directive('gfFormSwitch', gfFormSwitch)
    .directive('infoPopover', infoPopover)
    .directive('ngModelOnblur', ngModelOnblur);
}

function queryEditorRow(): Directive {
  return {
    restrict: 'E',
    transclude: true,
    scope: { queryCtrl: '=', canCollapse: '=', hasTextEditMode: '=' },
    template: `<div class="query-editor-row">
      <span class="query-editor-row__letter">{{ queryCtrl.target.refId }}</span>
      <div class="query-editor-row__body" ng-transclude></div>
      <button type="button" class="btn" ng-if="hasTextEditMode" ng-click="queryCtrl.toggleEditorMode()">Toggle edit mode</button>
    </div>`,
  };
}

interface DropdownOption {
  readonly text: string;
  readonly value: unknown;
}

interface DropdownScope extends Scope {
  model: unknown;
  typed: string;
  isOpen: boolean;
  options: readonly DropdownOption[];
  readonly allowCustom: string;
  readonly getOptions: (locals: { $query: string }) => PromiseLike<readonly DropdownOption[]>;
  readonly onChange: (locals: { $option: DropdownOption | undefined }) => void;
}

/** Asks again with each key; Enter takes what was typed, as an option or, where that is allowed, as it stands. */
function gfFormDropdown(): Directive {
  return {
    restrict: 'E',
    scope: { model: '=', getOptions: '&', onChange: '&', cssClass: '@', allowCustom: '@', lookupText: '@' },
    template: `<div class="gf-form-dropdown">
      <button type="button" class="gf-form-label" ng-if="!isOpen" ng-click="open()">{{ model }}</button>
      <div ng-if="isOpen">
        <input class="gf-form-input" aria-label="Metric" ng-model="$parent.typed" ng-change="search()" ng-keydown="key($event)">
        <ul class="gf-form-dropdown__menu">
          <li ng-repeat="option in options"><button type="button" class="btn" ng-click="choose(option)">{{ option.text }}</button></li>
        </ul>
      </div>
    </div>`,
    controller: ['$scope', '$timeout', dropdownController],
  };
}

function dropdownController(scope: DropdownScope, timeout: Timeout): void {
  function search(): void {
    const asked = scope.typed;
    scope.getOptions({ $query: asked }).then((options) => {
      const matches = options.filter(({ text }) => text.toLowerCase().includes(asked.toLowerCase()));
      scope.options = matches.slice(0, 20);
    });
  }
  function choose(option: DropdownOption | undefined): void {
    if (option === undefined && scope.allowCustom !== 'true') return;
    scope.model = option === undefined ? scope.typed : option.value;
    scope.isOpen = false;
    // The model is the outer scope's once the digest has run.
    timeout(() => {
      scope.onChange({ $option: option });
    });
  }
  Object.assign(scope, {
    isOpen: false,
    typed: '',
    options: [],
    search,
    choose,
    open: () => {
      Object.assign(scope, { isOpen: true, typed: '' });
      search();
    },
    key: ({ key }: KeyboardEvent) => {
      if (key === 'Enter') choose(scope.options.find(({ text }) => text === scope.typed));
    },
  });
}

function gfFormSwitch(): Directive {
  return {
    restrict: 'E',
    scope: { checked: '=', label: '@', labelClass: '@', switchClass: '@', tooltip: '@', onChange: '&' },
    template: `<label class="gf-form-label {{ labelClass }} pointer">{{ label }}
        <input type="checkbox" ng-model="checked" ng-change="changed()">
      </label>
      <info-popover ng-if="tooltip" mode="right-normal">{{ tooltip }}</info-popover>`,
    controller: [
      '$scope',
      '$timeout',
      (scope: Scope & { readonly onChange: () => void }, timeout: Timeout) => {
        Object.assign(scope, {
          changed: () => {
            timeout(scope.onChange);
          },
        });
      },
    ],
  };
}

function infoPopover(): Directive {
  return {
    restrict: 'E',
    transclude: true,
    scope: { mode: '@' },
    template: '<span class="muted host-popover" ng-transclude></span>',
  };
}

interface ModelController {
  readonly $setViewValue: (value: string) => void;
}

function ngModelOnblur(): Directive {
  return {
    restrict: 'A',
    priority: 1,
    require: 'ngModel',
    link: (scope: Scope, [input]: readonly HTMLInputElement[], _attributes: unknown, model: ModelController) => {
      input?.addEventListener(
        'input',
        (event) => {
          event.stopImmediatePropagation();
        },
        true,
      );
      input?.addEventListener('blur', () => {
        scope.$apply(() => {
          model.$setViewValue(input.value);
        });
      });
    },
  };
}
