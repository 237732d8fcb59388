import { describe, expect, it } from '@jest/globals';
import { aQuery, aSeries } from '../../../testing/support/builders.ts';
import { countRounds } from '../../../testing/support/event-loop.ts';
import { toSeries, type Series } from '../frames/series.ts';
import type { LiveQuestion } from './live-question.ts';
import { LiveState } from './live-state.ts';

const nowMs = 1_714_543_200_000;
const question: LiveQuestion = {
  ...{ refId: 'A', model: {}, intervalMs: 1000, maxDataPoints: 100, pollMs: 1000 },
  ...{ fromEpochMs: nowMs - 3_600_000, askedEpochMs: nowMs - 1000, series: [] },
};

function series(target: string, ...times: readonly number[]): Series {
  return toSeries(aSeries({ target, points: times.map((time) => [1, time] as const) }), { target });
}

function begun(): LiveState {
  const state = new LiveState(question);
  state.begin(question, nowMs - 1000);
  return state;
}

describe('LiveState', () => {
  it('shows a new viewer no points that the next push brings', async () => {
    const state = begun();
    await state.take([series('a', nowMs - 500)], aQuery(), nowMs - 400);
    await state.collect([series('a', nowMs - 300, nowMs - 200)], nowMs - 100);
    const answer = [series('a', nowMs - 500, nowMs - 300, nowMs - 200, nowMs)];
    expect(state.shown(answer, nowMs)).toEqual({ counts: [1], pushes: 1 });
    await state.flush(aQuery(), nowMs);
    expect(state.shown(answer, nowMs)).toEqual({ counts: [3], pushes: 2 });
  });

  it('brings a new viewer what hundreds of series have pushed meanwhile in the one packet that a subscription can bring', async () => {
    const state = begun();
    const times = Array.from({ length: 60 }, (_, i) => nowMs - 60 + i);
    const all = Array.from({ length: 400 }, (_, i) => series(`s${i}`, ...times));
    await state.take(all, aQuery(), nowMs);
    const joined = { pushes: 0, viewer: 'new' };
    const packets = await state.missedBy({ ...question, askedEpochMs: nowMs, joined }, nowMs);
    const sent = packets.map(
      (packet) => JSON.parse(String(packet)) as { readonly data: { readonly values: unknown[][] } },
    );
    expect(sent.map(({ data }) => data.values[0])).toEqual([times]);
  });

  it('looks at hundreds of series in turns with the work of others', async () => {
    const state = begun();
    const times = Array.from({ length: 500 }, (_, i) => nowMs + i);
    const all = Array.from({ length: 500 }, (_, i) => series(`s${i}`, ...times));
    const counter = countRounds();
    expect(await state.collect(all, nowMs)).toBe(250_000);
    counter.stop();
    expect(counter.rounds).toBeGreaterThan(1);
  });
});
