import {
  dialectNames,
  queryMethods,
  rangeFormats,
  settingsDefaults,
  settingsLogLevels,
  type NumberSetting,
} from '../../shared/settings-model.ts';
import { checkHeaderName, checkNumber, checkUrl } from '../config-editor/settings/check-settings.ts';
import { headerNumbers } from '../config-editor/settings/header-settings.ts';
import { limits } from '../config-editor/settings/limit-settings.ts';
import { dialectLabels, rangeLabels } from '../config-editor/settings/server-labels.ts';

/** A data source's settings, which Grafana 5 and 6 have edited in place. */
interface Settings {
  url?: string;
  access?: string;
  jsonData?: Record<string, unknown>;
  secureJsonData?: Record<string, string>;
  secureJsonFields?: Record<string, boolean>;
}

/**
 * The data source's own page in Grafana 5 and 6. It has no use for Grafana's HTTP fields: what those keep outside jsonData
 * never reaches a plugin over protocol version 1.
 */
export class ConfigCtrl {
  static readonly templateUrl = 'partials/config.html';

  declare readonly current: Settings;

  readonly limits = limits.filter(({ forLive = false }) => !forLive);
  readonly defaults = settingsDefaults;
  readonly dialects = dialectNames.map((value) => ({ value, text: dialectLabels[value] }));
  readonly rangeFormats = rangeFormats.map((value) => ({ value, text: rangeLabels[value] }));
  readonly queryMethods = queryMethods;
  readonly logLevels = settingsLogLevels;
  /** A text with commas, which jsonData has as a list. */
  allowedRedirectHosts = '';

  $onInit(): void {
    const { current } = this;
    current.access ??= 'proxy';
    current.jsonData ??= {};
    current.secureJsonData ??= {};
    current.secureJsonFields ??= {};
    this.allowedRedirectHosts = toText(current.jsonData['allowedRedirectHosts']);
  }

  urlProblem(): string | undefined {
    return checkUrl(this.current.url ?? '');
  }

  limitProblem(key: NumberSetting): string | undefined {
    return checkNumber(key, toText(this.#json()[key]));
  }

  changeRedirectHosts(): void {
    const names = this.allowedRedirectHosts
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    this.#json()['allowedRedirectHosts'] = names;
  }

  isConfigured(secret: string): boolean {
    return this.current.secureJsonFields?.[secret] === true;
  }

  reset(secret: string): void {
    Object.assign(this.current.secureJsonFields ?? {}, { [secret]: false });
    Object.assign(this.current.secureJsonData ?? {}, { [secret]: '' });
  }

  headers(): readonly number[] {
    return headerNumbers(Object.keys(this.#json()));
  }

  headerProblem(number: number): string | undefined {
    const nameOf = (other: number): string => toText(this.#json()[`httpHeaderName${other}`]);
    return checkHeaderName(
      nameOf(number),
      this.headers()
        .filter((other) => other !== number)
        .map(nameOf),
    );
  }

  addHeader(): void {
    this.#json()[`httpHeaderName${Math.max(0, ...this.headers()) + 1}`] = '';
  }

  removeHeader(number: number): void {
    Reflect.deleteProperty(this.#json(), `httpHeaderName${number}`);
    this.reset(`httpHeaderValue${number}`);
  }

  #json(): Record<string, unknown> {
    return (this.current.jsonData ??= {});
  }
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
