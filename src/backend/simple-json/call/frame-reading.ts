/** What the Grafana that asks makes of frames, as far as it matters to what it is given. */
export interface FrameReading {
  /** Whether expressions and rules go by a frame's type: since 10.0, unless they are told not to. */
  readonly byType: boolean;
  /** Whether a frame without fields is no data to its expressions: since 9.0. To those of 8 it is a frame of a wrong type. */
  readonly knowsFieldless: boolean;
}

/** The feature toggle. */
const untyped = 'disableSSEDataplane';

/** How a current Grafana reads frames; also used when its version is unknown. */
export const currentFrameReading: FrameReading = { byType: true, knowsFieldless: true };

/**
 * @param config GF_VERSION and GF_INSTANCE_FEATURE_TOGGLES_ENABLE as the host gives them, in the environment or with the call. Grafana
 *   10.1 gives no toggles, but passes on its own environment, where GF_FEATURE_TOGGLES_ENABLE may stand.
 */
export function parseFrameReading(config: Readonly<Record<string, string | undefined>>): FrameReading {
  const { GF_VERSION: version = '', GF_FEATURE_TOGGLES_ENABLE: own = '' } = config;
  const { GF_INSTANCE_FEATURE_TOGGLES_ENABLE: toggles = own } = config;
  const major = Number(/^\s*v?(\d{1,4})\b/.exec(version)?.[1] ?? Infinity);
  return {
    byType: major >= 10 && !(toggles.includes(untyped) && toggles.split(/[\s,]+/).includes(untyped)),
    knowsFieldless: major >= 9,
  };
}
