import type { Logger } from '../log/logger.ts';
import { dataSourceKey } from '../api/plugin-context.ts';
import { isSameInstance, type InstanceContext } from './instance-context.ts';

/** Keeps one instance of what a data source needs (settings, connection pool, caches) for each data source, until its settings change. */
export interface InstanceManager<Instance> {
  /**
   * Runs the action with the instance that fits the settings which came with the call. The instance stays alive until the action
   * is done, even when others have replaced it meanwhile.
   * @throws what `create` throws.
   */
  use<Result>(context: InstanceContext, action: (instance: Instance) => Promise<Result>): Promise<Result>;
  /** The same for work that does not end by itself, such as a stream: the instance stays alive until `release` is called. */
  hold(context: InstanceContext): HeldInstance<Instance>;
  /** How many instances there are. */
  count(): number;
  /** Waits for all actions, and disposes of everything. */
  close(): Promise<void>;
}

export interface HeldInstance<Instance> {
  readonly instance: Instance;
  /** To be called once. */
  readonly release: () => void;
}

export interface InstanceManagerOptions<Instance> {
  readonly create: (context: InstanceContext) => Instance;
  readonly dispose: (instance: Instance) => Promise<void>;
  readonly logger: Logger;
  /** An instance nobody has used for so long is disposed of; it comes back with the next call. */
  readonly idleMs: number;
}

interface Entry<Instance> {
  readonly instance: Instance;
  readonly context: InstanceContext;
  uses: number;
  lastUsedMs: number;
  /** Settles when a retired instance is disposed of. */
  disposed?: PromiseWithResolvers<undefined>;
}

export function createInstanceManager<Instance>(options: InstanceManagerOptions<Instance>): InstanceManager<Instance> {
  return new CachedInstances(options);
}

class CachedInstances<Instance> implements InstanceManager<Instance> {
  readonly #options: InstanceManagerOptions<Instance>;
  readonly #entries = new Map<string, Entry<Instance>>();
  readonly #disposing = new Set<Promise<unknown>>();
  #nextSweepMs: number;

  constructor(options: InstanceManagerOptions<Instance>) {
    this.#options = options;
    this.#nextSweepMs = performance.now() + options.idleMs;
  }

  async use<Result>(context: InstanceContext, action: (instance: Instance) => Promise<Result>): Promise<Result> {
    const { instance, release } = this.hold(context);
    try {
      return await action(instance);
    } finally {
      release();
    }
  }

  hold(context: InstanceContext): HeldInstance<Instance> {
    this.#sweep(performance.now());
    const entry = this.#acquire(context);
    entry.uses += 1;
    const release = (): void => {
      entry.uses -= 1;
      entry.lastUsedMs = performance.now();
      this.#disposeIfUnused(entry);
    };
    return { instance: entry.instance, release };
  }

  count(): number {
    return this.#entries.size;
  }

  async close(): Promise<void> {
    for (const [key, entry] of this.#entries) this.#retire(key, entry);
    await Promise.all(this.#disposing);
  }

  #acquire(context: InstanceContext): Entry<Instance> {
    const key = dataSourceKey(context);
    const known = this.#entries.get(key);
    if (known !== undefined && isSameInstance(known.context, context)) return known;
    if (known) this.#retire(key, known);
    const entry: Entry<Instance> = { instance: this.#options.create(context), context, uses: 0, lastUsedMs: 0 };
    this.#entries.set(key, entry);
    return entry;
  }

  #retire(key: string, entry: Entry<Instance>): void {
    this.#entries.delete(key);
    entry.disposed = Promise.withResolvers();
    this.#disposing.add(entry.disposed.promise);
    this.#disposeIfUnused(entry);
  }

  #disposeIfUnused({ disposed, uses, instance }: Entry<Instance>): void {
    if (disposed === undefined || uses > 0) return;
    this.#options
      .dispose(instance)
      .catch((error: unknown) => {
        this.#options.logger.warn('could not dispose of a data source instance', { error });
      })
      .finally(() => {
        this.#disposing.delete(disposed.promise);
        disposed.resolve(undefined);
      });
  }

  #sweep(nowMs: number): void {
    if (nowMs < this.#nextSweepMs) return;
    const { idleMs } = this.#options;
    this.#nextSweepMs = nowMs + idleMs / 2;
    for (const [key, entry] of this.#entries) {
      if (entry.uses === 0 && nowMs - entry.lastUsedMs >= idleMs) this.#retire(key, entry);
    }
  }
}
