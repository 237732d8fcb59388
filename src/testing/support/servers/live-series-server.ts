import type { FakeUpstream } from '../fake-upstream.ts';

export type LivePoint = readonly [value: number | null, epochMs: number];

let lastMs = 0;

/** The time now, in a millisecond that no point has yet: of two points of one time in a series, only the last counts. */
export function freshMs(): number {
  while (Date.now() === lastMs);
  lastMs = Date.now();
  return lastMs;
}

/** The series of a Simple JSON server, to which a test adds points; a question gets those in its range, both ends included. */
export class LiveSeriesServer {
  readonly #series = new Map<string, LivePoint[]>();
  /** The ranges that were asked for. */
  readonly ranges: { readonly fromEpochMs: number; readonly toEpochMs: number }[] = [];

  /** Answers /query from now on. */
  constructor(upstream: FakeUpstream) {
    upstream.answer('/query', ({ body }) => ({ body: this.answer(body) }));
  }

  add(target: string, ...points: readonly LivePoint[]): void {
    const known = this.#series.get(target) ?? [];
    this.#series.set(target, [...known, ...points]);
  }

  /** What a question with this body gets. */
  answer(body: string): unknown {
    const { range } = JSON.parse(body) as { readonly range: { readonly from: string; readonly to: string } };
    const [fromEpochMs, toEpochMs] = [Date.parse(range.from), Date.parse(range.to)];
    this.ranges.push({ fromEpochMs, toEpochMs });
    return [...this.#series].map(([target, points]) => ({
      target,
      tags: { series: target },
      datapoints: points.filter(([, epochMs]) => epochMs >= fromEpochMs && epochMs <= toEpochMs),
    }));
  }
}

/** The columns of a packet by the display names that a legend shows: [value, time] of each row that is there. */
export function packetPoints(packet: Uint8Array): Readonly<Record<string, readonly LivePoint[]>> {
  const { schema, data } = JSON.parse(Buffer.from(packet).toString()) as PacketJson;
  const [times = [], ...columns] = data.values;
  return Object.fromEntries(
    columns.map((values, i) => {
      const name = schema.fields[i + 1]?.config?.displayNameFromDS ?? '';
      const missing = new Set(data.entities?.[i + 1]?.Undef ?? []);
      const points = values.flatMap((value, row) => (missing.has(row) ? [] : [[value, times[row] ?? NaN] as const]));
      return [name, points];
    }),
  );
}

export interface PacketJson {
  readonly schema: {
    readonly refId?: string;
    readonly fields: readonly {
      readonly name: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly config?: { readonly displayNameFromDS?: string; readonly unit?: string };
    }[];
  };
  readonly data: {
    readonly values: readonly (readonly number[])[];
    readonly entities?: readonly ({ readonly Undef?: readonly number[] } | null)[];
  };
}
