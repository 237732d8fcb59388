import { describe, expect, it } from '@jest/globals';
import { currentFrameReading, parseFrameReading } from './frame-reading.ts';

describe('parseFrameReading', () => {
  it.each([
    ['7.5.5', { byType: false, knowsFieldless: false }],
    ['8.5.27', { byType: false, knowsFieldless: false }],
    ['v9.5.2', { byType: false, knowsFieldless: true }],
    ['10.0.0-pre', currentFrameReading],
    ['13.0.0', currentFrameReading],
    ['', currentFrameReading],
    ['main', currentFrameReading],
    [undefined, currentFrameReading],
  ])('of Grafana %j', (version, expected) => {
    expect(parseFrameReading({ GF_VERSION: version })).toEqual(expected);
  });

  it('goes by types no more where a toggle says so', () => {
    const toggles = { GF_INSTANCE_FEATURE_TOGGLES_ENABLE: 'topnav,disableSSEDataplane' };
    expect(parseFrameReading({ GF_VERSION: '12.4.0', ...toggles }).byType).toBe(false);
    expect(parseFrameReading({ GF_INSTANCE_FEATURE_TOGGLES_ENABLE: 'notdisableSSEDataplane' }).byType).toBe(true);
  });

  it("takes Grafana's own variable where the host says nothing of toggles, as 10.1 does, which passes its environment on", () => {
    const own = { GF_VERSION: '10.1.2', GF_FEATURE_TOGGLES_ENABLE: 'topnav disableSSEDataplane' };
    expect(parseFrameReading(own).byType).toBe(false);
    expect(parseFrameReading({ ...own, GF_INSTANCE_FEATURE_TOGGLES_ENABLE: 'topnav' }).byType).toBe(true);
  });
});
