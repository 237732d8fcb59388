/** What `npm run test:interop` hands to the tests. */
export interface InteropExecutables {
  /** The packaged plugin. */
  readonly plugin: string;
  readonly goHosts: readonly GoHostBuild[];
}

export interface GoHostBuild {
  readonly name: string;
  readonly executable: string;
  /** False where DataResponse has neither status nor errorSource yet. */
  readonly knowsStatus: boolean;
  /** False where only the first services of version 2 are known. */
  readonly knowsLaterServices: boolean;
}

/** @throws when the tests are run by anything else. */
export function interopExecutables(environment: NodeJS.ProcessEnv): InteropExecutables {
  return {
    plugin: required(environment, 'INTEROP_PLUGIN'),
    goHosts: [
      {
        name: 'newest go-plugin and SDK',
        executable: required(environment, 'INTEROP_HOST'),
        knowsStatus: true,
        knowsLaterServices: true,
      },
      {
        name: "Grafana 7's go-plugin and SDK",
        executable: required(environment, 'INTEROP_HOST_GRAFANA7'),
        knowsStatus: false,
        knowsLaterServices: false,
      },
    ],
  };
}

/** A command that runs the packaged plugin for Windows. */
export function windowsPlugin(environment: NodeJS.ProcessEnv): string {
  return required(environment, 'INTEROP_WINDOWS_PLUGIN');
}

function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined)
    throw new Error(`expected ${name} to name an executable; run these tests by npm run test:interop`);
  return value;
}
