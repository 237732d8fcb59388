import type { InstanceContext } from '../../sdk/instances/instance-context.ts';
import { cutText } from '../../sdk/builtins/cut-text.ts';
import { dataSourceKey } from '../../sdk/api/plugin-context.ts';
import { Measurements } from './measurements.ts';

/** A data source, as its series name it. */
export interface MeasuredDataSource {
  readonly orgId: number;
  /** `#12` where the host knows no uid. */
  readonly uid: string;
  readonly name: string;
  readonly measurements: Measurements;
}

/** So many data sources have series of their own; all others share those of `other`. @internal */
export const maxMeasuredDataSources = 100;

/** Grafana's own are shorter; each series has one. */
const maxNameLength = 200;

const otherDataSources = 'other';

/**
 * What is counted of every data source that was asked since the process started. Counters outlive the instances they count for,
 * since a counter that starts again looks like a restart.
 */
export class MeterRegistry {
  readonly #known = new Map<string, MeasuredDataSource>();
  #others: MeasuredDataSource | undefined;

  /** The counters of the data source that a call is about. */
  of(context: InstanceContext): Measurements {
    const key = dataSourceKey(context);
    const { name, uid, id } = context.dataSourceInstanceSettings;
    const known = this.#known.get(key);
    const isSmall = this.#known.size < maxMeasuredDataSources && uid.length <= maxNameLength;
    if (known === undefined && !isSmall) return this.#ofOthers();
    const measurements = known?.measurements ?? new Measurements();
    // A data source may have been renamed.
    this.#known.set(key, {
      orgId: context.orgId,
      uid: uid === '' ? `#${String(id)}` : uid,
      name: cutText(name, maxNameLength),
      measurements,
    });
    return measurements;
  }

  all(): readonly MeasuredDataSource[] {
    return [...this.#known.values(), ...(this.#others === undefined ? [] : [this.#others])];
  }

  #ofOthers(): Measurements {
    this.#others ??= { orgId: 0, uid: otherDataSources, name: otherDataSources, measurements: new Measurements() };
    return this.#others.measurements;
  }
}
