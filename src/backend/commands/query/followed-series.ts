import type { DataFrame } from '../../sdk/dataframe/data-frame.ts';
import { isNull } from '../../sdk/dataframe/field.ts';
import { isNumberField } from '../print/number-field.ts';
import { seriesNames } from '../print/series-names.ts';

export interface FollowedPoint {
  /** As a legend shows it. */
  readonly name: string;
  readonly unit: string | undefined;
  readonly epochMs: number;
  readonly value: number | null;
}

interface PacketJson {
  readonly schema: {
    readonly fields: readonly {
      readonly name: string;
      readonly config?: { readonly displayNameFromDS?: string; readonly unit?: string };
    }[];
  };
  readonly data: {
    readonly values: readonly (readonly (number | null)[])[];
    readonly entities?: readonly ({ readonly Undef?: readonly number[] } | null)[];
  };
}

/** The points of a packet, column by column; missing values are left out. */
export function readPacket(packet: string): readonly FollowedPoint[] {
  const { schema, data } = JSON.parse(packet) as PacketJson;
  const [times = [], ...columns] = data.values;
  return columns.flatMap((values, i) => {
    const { name = '', config } = schema.fields[i + 1] ?? {};
    const missing = new Set(data.entities?.[i + 1]?.Undef ?? []);
    const header = { name: config?.displayNameFromDS ?? name, unit: config?.unit };
    return values.flatMap((value, row) => (missing.has(row) ? [] : [{ ...header, epochMs: times[row] ?? NaN, value }]));
  });
}

/** The lines of a chart that moves. */
export class FollowedSeries {
  #points: FollowedPoint[];

  /** @param frames the first answer */
  constructor(frames: readonly DataFrame[]) {
    const sources = frames.flatMap((frame) => {
      const [time, field] = frame.fields;
      return time?.type === 'time' && isNumberField(field) ? [{ frame, time, field }] : [];
    });
    const names = seriesNames(sources);
    this.#points = sources.flatMap(({ time, field }, i) =>
      Array.from(time.values, (epochMs, row) => ({
        name: names[i] ?? '',
        unit: field.config?.unit,
        epochMs,
        value: isNull(field, row) ? null : Number(field.values[row]),
      })),
    );
  }

  add(packet: string): void {
    for (const point of readPacket(packet)) this.#points.push(point);
  }

  /** A frame for each series, with the points that are not older than this; older ones are dropped. */
  frames(fromEpochMs: number): readonly DataFrame[] {
    this.#points = this.#points.filter(({ epochMs }) => epochMs >= fromEpochMs);
    return [...Map.groupBy(this.#points, ({ name }) => name)].map(([name, points]) => {
      const sorted = points.toSorted((a, b) => a.epochMs - b.epochMs);
      const unit = sorted[0]?.unit;
      return {
        name,
        fields: [
          { type: 'time', name: 'Time', values: Float64Array.from(sorted, ({ epochMs }) => epochMs) },
          {
            type: 'float64',
            name: 'Value',
            config: { displayNameFromDS: name, ...(unit !== undefined && { unit }) },
            values: Float64Array.from(sorted, ({ value }) => value ?? NaN),
          },
        ],
      };
    });
  }
}
