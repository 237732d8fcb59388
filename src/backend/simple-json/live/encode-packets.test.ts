import { describe, expect, it } from '@jest/globals';
import { runAtOnce } from '../../sdk/turns/steps.ts';
import { encodePackets } from './encode-packets.ts';
import type { LiveColumn } from './known-series.ts';

const nowMs = 1_714_543_200_000;

function columns(count: number): readonly LiveColumn[] {
  return Array.from({ length: count }, (_, i) => ({ key: `k${i}`, name: `s${i}`, labels: {}, config: {} }));
}

interface PacketJson {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  readonly data: { readonly values: readonly (readonly unknown[])[]; readonly entities?: readonly unknown[] };
}

function read(packets: readonly Uint8Array[]): readonly PacketJson[] {
  return packets.map((packet) => JSON.parse(Buffer.from(packet).toString()) as PacketJson);
}

describe('encodePackets', () => {
  it('puts points of several series side by side, in the order of time', () => {
    const points = new Map([
      ['k0', [{ epochMs: nowMs + 2, value: 1 }]],
      [
        'k1',
        [
          { epochMs: nowMs + 2, value: NaN },
          { epochMs: nowMs + 1, value: null },
        ],
      ],
    ]);
    const [packet] = read(runAtOnce(encodePackets(points, { refId: 'A', columns: columns(2) })));
    expect(packet?.data).toEqual({
      values: [
        [nowMs + 1, nowMs + 2],
        [null, 1],
        [null, null],
      ],
      entities: [null, { Undef: [0] }, { NaN: [1] }],
    });
    expect(packet?.schema.fields.map(({ name }) => name)).toEqual(['Time', 's0', 's1']);
  });

  it('sends packets far below what a viewer may have waiting, and no more than the newest rows of a flood', () => {
    const count = 400;
    const points = new Map(
      columns(count).map(({ key }, column) => [
        key,
        Array.from({ length: 50 }, (_, i) => ({ epochMs: nowMs + i * count + column, value: i })),
      ]),
    );
    expect([...encodePackets(points, { refId: 'A', columns: columns(count) })].length).toBeGreaterThan(1000);
    const packets = runAtOnce(encodePackets(points, { refId: 'A', columns: columns(count) }));
    expect(Math.max(...packets.map(({ length }) => length))).toBeLessThan(1024 * 1024);
    const times = read(packets).flatMap(({ data }) => data.values[0] ?? []);
    // Of 20 000 rows with 401 cells.
    expect(times.length).toBeLessThan(6000);
    expect(times.at(-1)).toBe(nowMs + 50 * count - 1);
    expect(new Set(times).size).toBe(times.length);
  });
});
