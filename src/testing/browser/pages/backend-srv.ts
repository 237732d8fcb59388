import { hostWindow, type Observable } from './shared-modules.ts';

export interface BackendRequest {
  readonly url: string;
  readonly method?: string;
  readonly data?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface BackendResponse {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly data: unknown;
  readonly config: BackendRequest;
}

/** Grafana's own way for pages to its API: answers with the body, rejects with status and body. */
export class BackendSrv {
  fetch(request: BackendRequest): Observable {
    return hostWindow.sharedModules.rxjs.from(this.datasourceRequest(request));
  }

  async request(request: BackendRequest): Promise<unknown> {
    return (await this.datasourceRequest(request)).data;
  }

  async get(url: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return this.request({ method: 'GET', url, params });
  }

  async post(url: string, data?: unknown): Promise<unknown> {
    return this.request({ method: 'POST', url, data });
  }

  async put(url: string, data?: unknown): Promise<unknown> {
    return this.request({ method: 'PUT', url, data });
  }

  async datasourceRequest(config: BackendRequest): Promise<BackendResponse> {
    const { url, method = 'GET', data, params = {}, headers = {} } = config;
    const address = new URL(url, `${window.location.origin}/`);
    for (const [name, value] of Object.entries(params)) address.searchParams.set(name, String(value));
    const answer = await window.fetch(address, {
      method,
      headers: { accept: 'application/json, text/plain, */*', 'content-type': 'application/json', ...headers },
      ...(data === undefined ? {} : { body: JSON.stringify(data) }),
    });
    const response = {
      status: answer.status,
      statusText: answer.statusText,
      ok: answer.ok,
      data: parseBody(await answer.text()),
      config,
    };
    // Grafana rejects with a plain object too.
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what plugins' pages are made for
    if (!answer.ok) throw { ...response, data: withMessage(response.data) };
    return response;
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function withMessage(data: unknown): unknown {
  return typeof data === 'string' ? { error: data, message: data } : data;
}
