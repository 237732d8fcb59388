import { toAnnotationQuery } from '../annotations/annotation-model.ts';
import { describeError } from '../describe-error.ts';
import { payloadText } from '../query/describe-query.ts';
import { carryRequest } from '../query/carry-request.ts';
import { interpolateQuery } from '../query/interpolate-query.ts';
import { readQuery } from '../query/read-query.ts';
import { isAskable, payloadOf, targetOf, type SavedQuery } from '../query/saved-query.ts';
import type { ScopedVariables, TemplateService } from '../query/variables/template-service.ts';
import { sentText } from '../query/sent-text.ts';
import type { VariableFill } from '../../shared/interpolate-json.ts';
import { createVariableFill } from '../query/variables/variable-fill.ts';
import { withoutLive } from '../query/without-live.ts';
import { fillVariableQuery } from '../variables/fill-variable-query.ts';
import { readVariableQuery } from '../variables/read-variable-query.ts';
import type { BackendSrv, InstanceSettings, QueryOptions, Range, TimeSrv } from './grafana-services.ts';
import { toAnnotationEvents } from './to-annotation-events.ts';
import { readResults, type Table, toPanelData, toRecords } from './tsdb-response.ts';

interface Option {
  readonly text: string;
  readonly value: unknown;
}

/** A question that is not for data goes the same way, as a query of its own type; protocol version 1 has no other. */
type SpecialQuery = Pick<SavedQuery, 'queryType'> & Readonly<Record<string, unknown>>;

/** What Grafana 5 and 6 make of a data source in the browser. */
export class Datasource {
  static readonly $inject = ['instanceSettings', 'backendSrv', 'templateSrv', 'timeSrv'];

  readonly #settings: InstanceSettings;
  readonly #backendSrv: BackendSrv;
  readonly #templateSrv: TemplateService;
  readonly #timeSrv: TimeSrv;

  // eslint-disable-next-line @typescript-eslint/max-params -- Angular gives a constructor each service as a parameter
  constructor(settings: InstanceSettings, backendSrv: BackendSrv, templateSrv: TemplateService, timeSrv: TimeSrv) {
    this.#settings = settings;
    this.#backendSrv = backendSrv;
    this.#templateSrv = templateSrv;
    this.#timeSrv = timeSrv;
  }

  query(options: QueryOptions): PromiseLike<{ readonly data: readonly unknown[] }> {
    const { range, targets, scopedVars = {}, intervalMs, maxDataPoints, requestId } = options;
    const carried = carryRequest(options, this.#templateSrv, this.#settings.name);
    const fill = this.fill(scopedVars);
    const queries = targets
      .map((target) => withoutLive(readQuery(target)))
      .filter(isAskable)
      .map((query) => ({ ...interpolateQuery(query, fill), carried, intervalMs, maxDataPoints }));
    if (queries.length === 0) return Promise.resolve({ data: [] });
    const refIds = queries.map(({ refId }) => refId);
    return this.#post(queries, range, requestId).then((data) => ({
      data: toPanelData(readResults(data, refIds), refIds),
    }));
  }

  testDatasource(): PromiseLike<{ readonly status: string; readonly message: string }> {
    return this.#fetch({ queryType: 'test' }).then(
      (tables) => ({ status: 'success', message: toText(tables.flatMap(toRecords)[0]?.['message']) }),
      (error: unknown) => ({ status: 'error', message: describeError(error) }),
    );
  }

  /** The metrics that have to do with a text. */
  findMetrics(text: string): PromiseLike<readonly Option[]> {
    return this.#fetch({ queryType: 'search', target: this.fill({}).text(text, 'regex') }).then(toOptions);
  }

  /** What the server would get for a query, as text. */
  previewQuery(query: SavedQuery): PromiseLike<string> {
    const filled = interpolateQuery(readQuery(query), this.fill({}));
    return this.#fetch({ queryType: 'sent-query', query: { ...filled, carried: this.#filters() } }).then((tables) => {
      const { method, path, headerNames, body } = tables.flatMap(toRecords)[0] ?? {};
      return sentText({
        method: toText(method),
        path: toText(path),
        headerNames: toText(headerNames).split(', '),
        body: JSON.parse(toText(body)) as unknown,
      });
    });
  }

  metricFindQuery(query: unknown, options: { readonly range?: Range } = {}): PromiseLike<readonly Option[]> {
    const filled = fillVariableQuery(readVariableQuery(query), this.fill({}));
    return this.#fetch({ queryType: 'variable', query: filled }, options.range).then(toOptions);
  }

  annotationQuery({ annotation, range }: { readonly annotation: unknown; readonly range: Range }) {
    const query = interpolateQuery(toAnnotationQuery(annotation), this.fill({}));
    return this.#fetch({ ...query, queryType: 'annotations' }, range).then((tables) =>
      toAnnotationEvents(tables.flatMap(toRecords), annotation),
    );
  }

  getTagKeys(): PromiseLike<readonly Option[]> {
    return this.#fetch({ queryType: 'tag-keys', carried: this.#filters() }).then(toOptions);
  }

  getTagValues({ key }: { readonly key: string }): PromiseLike<readonly Option[]> {
    return this.#fetch({ queryType: 'tag-values', key, carried: this.#filters() }).then(toOptions);
  }

  /** Whether a query changes with the dashboard's variables. */
  targetContainsTemplate(target: unknown): boolean {
    const query = readQuery(target);
    const text = `${targetOf(query)}\n${payloadText(payloadOf(query))}`;
    return this.fill({}).text(text) !== text;
  }

  fill(scopedVars: ScopedVariables): VariableFill {
    return createVariableFill(this.#templateSrv, scopedVars);
  }

  #filters() {
    return { filters: this.#templateSrv.getAdhocFilters?.(this.#settings.name) ?? [] };
  }

  #fetch(query: SpecialQuery, range: Range = this.#timeSrv.timeRange()): PromiseLike<readonly Table[]> {
    return this.#post([{ ...query, refId: specialRefId }], range).then((data) =>
      readResults(data, [specialRefId]).flatMap(({ tables }) => tables),
    );
  }

  #post(queries: readonly object[], { from, to }: Range, requestId?: string): PromiseLike<unknown> {
    const datasourceId = this.#settings.id;
    return this.#backendSrv
      .datasourceRequest({
        url: '/api/tsdb/query',
        method: 'POST',
        data: {
          from: String(from.valueOf()),
          to: String(to.valueOf()),
          queries: queries.map((query) => ({ ...query, datasourceId })),
        },
        ...(requestId !== undefined && { requestId }),
      })
      .then(({ data }) => data);
  }
}

const specialRefId = 'A';

function toOptions(tables: readonly Table[]): readonly Option[] {
  return tables.flatMap(toRecords).map(({ text, value = text }) => ({ text: toText(text), value }));
}

function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
