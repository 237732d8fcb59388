/** Stands in for what the pages use of `@grafana/runtime`, in the form that versions 7 to 13 share. */
interface TemplateSrv {
  /** A method, since the real one and its stand-ins know more of what they are given. */
  replace(text: string, scopedVars?: unknown, format?: unknown): string;
}

interface BackendSrv {
  readonly post: (url: string, body: unknown) => Promise<unknown>;
}

interface Query {
  readonly refId: string;
}

interface QueryRequest {
  readonly targets: readonly Query[];
  readonly scopedVars?: unknown;
  readonly filters?: unknown;
}

let templateSrv: TemplateSrv = { replace: (text) => text };
let backendSrv: BackendSrv = { post: async (url) => Promise.reject(new Error(`nobody answers ${url}`)) };

export const config = { buildInfo: { version: '12.3.0' }, secureSocksDSProxyEnabled: false };

export function setTemplateSrv(instance: TemplateSrv): void {
  templateSrv = instance;
}

export function getTemplateSrv(): TemplateSrv {
  return templateSrv;
}

export function setBackendSrv(instance: BackendSrv): void {
  backendSrv = instance;
}

interface LiveSrv {
  readonly getDataStream: (options: unknown) => unknown;
}

let liveSrv: LiveSrv | undefined;

export function setGrafanaLiveSrv(instance: LiveSrv | undefined): void {
  liveSrv = instance;
}

export function getGrafanaLiveSrv(): LiveSrv | undefined {
  return liveSrv;
}

export class DataSourceWithBackend {
  readonly id: number;
  readonly name: string;

  constructor({ id, name }: { readonly id: number; readonly name: string }) {
    this.id = id;
    this.name = name;
  }

  async query({ targets, scopedVars, filters }: QueryRequest): Promise<unknown> {
    const queries = targets.map((query) => this.applyTemplateVariables(query, scopedVars, filters));
    return backendSrv.post('/api/ds/query', { queries });
  }

  applyTemplateVariables(query: Query, _scopedVars: unknown, _filters: unknown): Query {
    return query;
  }

  async postResource(path: string, body: unknown): Promise<unknown> {
    return backendSrv.post(`/api/datasources/${this.id}/resources/${path}`, body);
  }
}
