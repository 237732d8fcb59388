/** A Grafana that the harness imitates: what differs between versions as a plugin's pages meet them. */
export interface GrafanaVersion {
  /** As on the command line, and the folder in hosts/. */
  readonly name: string;
  /** What Grafana says of itself, to pages and to the executable. */
  readonly full: string;
  readonly pages: 'angular' | 'react';
  /** PLUGIN_PROTOCOL_VERSIONS; Grafana 5 does not set it. */
  readonly protocolVersions: string | undefined;
  /** How frames reach the browser; Grafana 7 hands on what the executable wrote. */
  readonly frames: 'none' | 'arrow' | 'json';
  /** Tried by every run; the others with --all. */
  readonly always: boolean;
}

export const grafanaVersions: readonly GrafanaVersion[] = [
  angular({ name: '5.4', full: '5.4.5', protocolVersions: undefined, always: true }),
  angular({ name: '6.2', full: '6.2.5', protocolVersions: '1', always: false }),
  react({ name: '7.5', full: '7.5.17', protocolVersions: '1,2', frames: 'arrow', always: true }),
  react({ name: '10', full: '10.4.19', always: true }),
  react({ name: '11', full: '11.6.16', always: false }),
  react({ name: '12', full: '12.4.10', always: false }),
  react({ name: '13', full: '13.2.2', always: true }),
];

export function majorOf({ full }: GrafanaVersion): number {
  return Number.parseInt(full, 10);
}

type Given = Pick<GrafanaVersion, 'name' | 'full' | 'always'> & Partial<GrafanaVersion>;

function angular(given: Given): GrafanaVersion {
  return { pages: 'angular', frames: 'none', protocolVersions: undefined, ...given };
}

function react(given: Given): GrafanaVersion {
  return { pages: 'react', frames: 'json', protocolVersions: '2', ...given };
}
