import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import {
  type DecodedResponse,
  type GoHost,
  type GrafanaGeneration,
  type Json,
  type Launched,
  type LaunchOptions,
  startGoHost,
} from './go-host.ts';
import { type GoHostBuild, interopExecutables } from './interop-executables.ts';
import { type Question, toV1Request, toV2Request } from './query-requests.ts';

/** A Go host, the packaged plugin and the server behind it, for the tests of one file. */
export interface InteropStage {
  readonly host: GoHost;
  readonly upstream: FakeUpstream;
  launch(grafana: GrafanaGeneration, options?: Omit<LaunchOptions, 'path' | 'grafana'>): Promise<Launched>;
  /** The url is the upstream's unless told. */
  queryV1(session: string, question: StageQuestion): Promise<readonly V1Result[]>;
  queryV2(session: string, question: StageQuestion): Promise<Readonly<Record<string, DecodedResponse>>>;
  close(): Promise<void>;
}

export type StageQuestion = Omit<Question, 'url'> & Partial<Pick<Question, 'url'>>;

/** `models.QueryResult` in proto3 JSON. */
export interface V1Result {
  readonly refId: string;
  readonly error: string;
  readonly metaJson: string;
  readonly series: readonly V1Series[];
  readonly tables: readonly V1Table[];
}

export interface V1Series {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly points: readonly { readonly timestamp: string; readonly value: unknown }[];
}

export interface V1Table {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly { readonly values: readonly Json[] }[];
}

/** A stage that is new for each test, or one for all tests, of the file or `describe` that calls this. */
export function useStage(build: GoHostBuild | undefined, lifetime: 'each' | 'all' = 'each'): InteropStage {
  let stage: InteropStage;
  (lifetime === 'each' ? beforeEach : beforeAll)(async () => {
    if (build === undefined) throw new Error('expected a Go host of today');
    stage = await openStage(build);
  });
  (lifetime === 'each' ? afterEach : afterAll)(() => stage.close());
  return {
    get host() {
      return stage.host;
    },
    get upstream() {
      return stage.upstream;
    },
    launch: (...args) => stage.launch(...args),
    queryV1: (...args) => stage.queryV1(...args),
    queryV2: (...args) => stage.queryV2(...args),
    close: () => stage.close(),
  };
}

/** Starts a host of this build and a server; plugins are launched by the tests. */
export async function openStage(build: GoHostBuild): Promise<InteropStage> {
  const { plugin } = interopExecutables(process.env);
  const upstream = await startFakeUpstream();
  const host = startGoHost(build.executable);
  const { url } = upstream;
  return {
    host,
    upstream,
    launch: (grafana, options = {}) => host.launch({ path: plugin, grafana, ...options }),
    queryV1: async (session, question) => {
      const request = toV1Request({ url, ...question });
      const [message] = await host.call(session, 'models.DatasourcePlugin/Query', { request });
      return message?.['results'] as readonly V1Result[];
    },
    queryV2: (session, question) => host.queryData(session, { request: toV2Request({ url, ...question }) }),
    close: async () => {
      await host.close();
      await upstream.close();
    },
  };
}
