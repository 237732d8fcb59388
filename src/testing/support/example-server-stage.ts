import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  type ExampleServer,
  type ExampleServerOptions,
  startExampleServer,
} from '../../backend/commands/example-server/example-server.ts';

/** What every question of these tests asks for, unless it says otherwise. */
export const range = { from: '2024-05-01T06:00:00.000Z', to: '2024-05-01T12:00:00.000Z' };

/** An example server, and those who ask it. */
export interface ExampleServerStage {
  readonly url: string;
  readonly post: (path: string, body: unknown) => Promise<ExampleAnswer>;
  /** Expects an answer to a query to be series. */
  readonly series: (request: object) => Promise<readonly ExampleSeries[]>;
}

export interface ExampleAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ExampleSeries {
  readonly target: string;
  readonly tags?: Record<string, string>;
  readonly datapoints: readonly (readonly [number | null, number])[];
}

/** One for all tests of the file, or of the group, that calls this. */
export function useExampleServer(options: Partial<ExampleServerOptions> = {}): ExampleServerStage {
  let server: ExampleServer;
  beforeAll(async () => {
    server = await startExampleServer({ host: '127.0.0.1', port: 0, ...options });
  });
  afterAll(() => server.stop());

  const post = async (path: string, body: unknown): Promise<ExampleAnswer> => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    get url() {
      return server.url;
    },
    post,
    series: async (request) => {
      const { status, body } = await post('/query', { range, ...request });
      expect(status).toBe(200);
      return body as readonly ExampleSeries[];
    },
  };
}
