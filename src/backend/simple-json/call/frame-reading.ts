/** How the Grafana that asks reads frames, as far as the frames we send depend on it. */
export interface FrameReading {
  /** Whether expressions and rules read a frame by its declared type: since 10.0, unless a feature toggle disables it. */
  readonly byType: boolean;
  /** Whether a frame without fields is no data to its expressions: since 9.0. To those of 8 it is a frame of a wrong type. */
  readonly knowsFieldless: boolean;
}

/** The feature toggle that disables it. */
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
