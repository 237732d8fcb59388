import { describe, expect, it } from '@jest/globals';
import { useExampleServer } from '../../../../testing/support/example-server-stage.ts';

const streaming = useExampleServer({ stream: true });
const server = useExampleServer();

describe('a server with --stream', () => {
  it('says where, and pushes each point when its time has come', async () => {
    expect((await fetch(`${streaming.url}/`)).headers.get('x-simple-json-stream')).toBe('/stream');
    expect((await fetch(`${server.url}/`)).headers.get('x-simple-json-stream')).toBeNull();
    const response = await open();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const { times } = await firstEvent(response);
    expect(times.length).toBeGreaterThanOrEqual(9);
    expect(times.every((ms) => ms % 100 === 0)).toBe(true);
  });

  it('goes on after the last event', async () => {
    const { id } = await firstEvent(await open());
    const { times } = await firstEvent(await open({ 'last-event-id': String(id) }));
    expect(Math.min(...times)).toBeGreaterThan(id);
  });

  it('answers what it does not know with a status', async () => {
    const body = JSON.stringify({ range: { from: 0, to: 1 }, targets: [{ target: 'nothing' }] });
    expect((await fetch(`${streaming.url}/stream`, { method: 'POST', body })).status).toBe(400);
    expect((await fetch(`${server.url}/stream`, { method: 'POST', body })).status).toBe(404);
  });
});

async function open(headers: Record<string, string> = {}): Promise<Response> {
  const question = {
    range: { from: Date.now() - 1000, to: Date.now() },
    intervalMs: 100,
    targets: [{ target: 'sine' }],
  };
  return fetch(`${streaming.url}/stream`, { method: 'POST', headers, body: JSON.stringify(question) });
}

async function firstEvent({ body }: Response): Promise<{ readonly id: number; readonly times: readonly number[] }> {
  let text = '';
  for await (const piece of body ?? []) {
    text += Buffer.from(piece as Uint8Array).toString();
    const [, id, data] = /^id: (\d+)\ndata: (.*)\n\n/m.exec(text) ?? [];
    if (data === undefined) continue;
    const [result] = JSON.parse(data) as { readonly datapoints: readonly (readonly [number, number])[] }[];
    return { id: Number(id), times: (result?.datapoints ?? []).map(([, ms]) => ms) };
  }
  throw new Error('expected an event');
}
