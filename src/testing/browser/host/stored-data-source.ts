/** A data source as Grafana's API shows it: what is secret is only said to be there. */
export interface ShownDataSource {
  readonly id: number;
  readonly uid: string;
  readonly orgId: number;
  readonly name: string;
  readonly type: string;
  readonly access: 'proxy';
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly basicAuth: boolean;
  readonly basicAuthUser: string;
  readonly withCredentials: boolean;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonFields: Readonly<Record<string, boolean>>;
  readonly version: number;
}

/** The one data source of a host. */
export interface StoredDataSource {
  readonly shown: () => ShownDataSource;
  readonly secrets: () => Readonly<Record<string, string>>;
  readonly lastUpdatedMs: () => number;
  /** What a page saves: secrets that it does not name stay as they are. */
  readonly save: (given: SavedDataSource) => void;
  /** As made new, but for what is given. */
  readonly reset: (given?: SavedDataSource) => void;
}

export type SavedDataSource = Partial<ShownDataSource> & {
  readonly secureJsonData?: Readonly<Record<string, string>>;
};

/** @param type the plugin's id */
export function createStoredDataSource(type: string): StoredDataSource {
  let shown = newDataSource(type);
  let secrets: Readonly<Record<string, string>> = {};
  let lastUpdatedMs = Date.now();

  function save({ secureJsonData = {}, secureJsonFields: _shown, ...given }: SavedDataSource): void {
    secrets = Object.fromEntries(Object.entries({ ...secrets, ...secureJsonData }).filter(([, value]) => value !== ''));
    const secureJsonFields = Object.fromEntries(Object.keys(secrets).map((name) => [name, true]));
    shown = { ...shown, ...given, secureJsonFields, version: shown.version + 1 };
    // The executable makes its instance anew when this has grown.
    lastUpdatedMs = Math.max(lastUpdatedMs + 1, Date.now());
  }

  return {
    shown: () => shown,
    secrets: () => secrets,
    lastUpdatedMs: () => lastUpdatedMs,
    save,
    reset: (given = {}) => {
      shown = { ...newDataSource(type), version: shown.version };
      secrets = {};
      save(given);
    },
  };
}

function newDataSource(type: string): ShownDataSource {
  return {
    id: 1,
    uid: 'simple-json',
    orgId: 1,
    name: 'Simple JSON',
    type,
    access: 'proxy',
    url: '',
    user: '',
    database: '',
    basicAuth: false,
    basicAuthUser: '',
    withCredentials: false,
    isDefault: true,
    readOnly: false,
    jsonData: {},
    secureJsonFields: {},
    version: 1,
  };
}
