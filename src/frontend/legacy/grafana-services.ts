import type { DateTime, RawTimeRange, TimeRange } from '@grafana/data';

import type { CarriedRequest } from '../../shared/query-model.ts';
import type { ScopedVariables } from '../query/variables/template-service.ts';

/** What Grafana 5 and 6 know of a data source in the browser. */
export interface InstanceSettings {
  readonly id: number;
  readonly name: string;
}

/** Its promises are Angular's: what hangs on them shows in the page by itself, so that none may be awaited. */
export interface BackendSrv {
  readonly datasourceRequest: (options: {
    readonly url: string;
    readonly method: 'POST';
    readonly data: unknown;
    readonly requestId?: string;
  }) => PromiseLike<{ readonly data: unknown }>;
}

export interface TimeSrv {
  readonly timeRange: () => Pick<TimeRange, 'from' | 'to'>;
}

/** What a panel asks a data source for. */
export interface QueryOptions extends Omit<CarriedRequest, 'rangeRaw' | 'scopedVars' | 'filters'> {
  readonly targets: readonly unknown[];
  readonly range: TimeRange;
  readonly rangeRaw?: RawTimeRange;
  readonly scopedVars?: ScopedVariables;
  readonly intervalMs?: number;
  readonly maxDataPoints?: number;
  readonly requestId?: string;
}

export interface Range {
  readonly from: DateTime;
  readonly to: DateTime;
}
