import { describeError } from '../describe-error.ts';
import { payloadText } from '../query/describe-query.ts';
import { parsePayload } from '../query/payload/parse-payload.ts';
import { readQuery } from '../query/read-query.ts';
import { payloadKey, payloadOf, type SavedQuery, unsetTarget } from '../query/saved-query.ts';
import type { Datasource } from './datasource.ts';

/** A saved query, which Grafana 5 and 6 have edited in place. */
type Target = { -readonly [Key in keyof SavedQuery]: SavedQuery[Key] };

interface PanelCtrl {
  readonly panel: { readonly targets: readonly unknown[] };
  readonly refresh: () => void;
}

const fewestRows = 2;
const mostRows = 16;

/** The query editor of Grafana 5 and 6. Angular assigns its bindings after the constructor of a class has run. */
export class QueryCtrl {
  static readonly templateUrl = 'partials/query.editor.html';

  declare target: Target;
  declare readonly datasource: Datasource;
  declare readonly panelCtrl: PanelCtrl;
  /** What query-editor-row looks for. */
  declare panel: PanelCtrl['panel'];
  declare isLastQuery: boolean;

  readonly formats = [
    { text: 'Time series', value: 'timeserie' },
    { text: 'Table', value: 'table' },
  ];
  /** A template would take it for a place of its own. */
  readonly aliasHint = '{{label}} or $target';
  payload = '';
  payloadProblem = '';
  /** Lines of the payload that are in sight. */
  payloadRows = fewestRows;
  isSentShown = false;
  /** The query as the server gets it, in the words of the executable, with what the variables hold now. */
  sentText = '';

  $onInit(): void {
    const { panel } = this.panelCtrl;
    this.panel = panel;
    this.isLastQuery = panel.targets.indexOf(this.target) === panel.targets.length - 1;
    Object.assign(this.target, readQuery(this.target));
    this.target.target ??= unsetTarget;
    this.target.type = this.target.type === 'table' ? 'table' : 'timeserie';
    this.payload = payloadText(payloadOf(this.target));
    this.growPayload(this.payload);
    this.#checkPayload();
  }

  refresh(): void {
    this.panelCtrl.refresh();
    if (this.isSentShown) this.#fetchSent();
  }

  toggleSent(): void {
    this.isSentShown = !this.isSentShown;
    if (this.isSentShown) this.#fetchSent();
  }

  findMetrics(typed: string | undefined): PromiseLike<readonly unknown[]> {
    return this.datasource.findMetrics(typed === undefined || typed === unsetTarget ? '' : typed);
  }

  toggleEditorMode(): void {
    this.target.rawQuery = this.target.rawQuery !== true;
  }

  /** Text that is not JSON yet is kept and not asked for. */
  changePayload(): void {
    this.#checkPayload();
    const { payload } = this;
    if (payload.trim() === '') Reflect.deleteProperty(this.target, payloadKey(this.target));
    else Object.assign(this.target, { [payloadKey(this.target)]: payload });
    if (this.payloadProblem === '') this.refresh();
  }

  /** Makes room for what is typed. */
  growPayload(text: string): void {
    this.payloadRows = Math.min(mostRows, Math.max(fewestRows, text.split('\n').length));
  }

  getCollapsedText(): string {
    return `${this.target.target ?? ''} ${this.payload}`.trim();
  }

  #fetchSent(): void {
    this.datasource.previewQuery(this.target).then(
      (text) => {
        this.sentText = text;
      },
      (error: unknown) => {
        this.sentText = describeError(error);
      },
    );
  }

  #checkPayload(): void {
    const parsed = parsePayload(this.payload);
    this.payloadProblem = parsed.state === 'invalid' ? parsed.problem : '';
  }
}
