/**
 * The offered versions that mean what this plugin means by them. Grafana 6.5 to 6.7 offer "1,2", but their 2 is an early
 * protocol that shares little more than its number with the one of 7.0; only 7.0 and newer set GF_VERSION, possibly to
 * nothing (grafana, pkg/plugins/backendplugin). A host that offers 2 and not 1 is 8.0 or newer.
 *
 * @param gfVersion the variable GF_VERSION; undefined when it is not set
 */
export function usableVersions(
  offered: readonly number[] | undefined,
  gfVersion: string | undefined,
): readonly number[] | undefined {
  if (offered?.includes(1) !== true || isGrafana7(gfVersion)) return offered;
  return offered.filter((version) => version !== 2);
}

/** Whoever set GF_VERSION by hand, to something below 7, did not run a Grafana that sets it itself. */
function isGrafana7(gfVersion: string | undefined): boolean {
  if (gfVersion === undefined) return false;
  const major = /^v?(\d+)\b/.exec(gfVersion.trim())?.[1];
  return major === undefined || Number(major) >= 7;
}
