/** Servers that repeat what they were sent, credentials included, wherever a server's words may be shown. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect } from '@jest/globals';
import { listen } from '../support/listen.ts';
import { hostileCase } from './support/hostile-case.ts';

type Repeat = (response: ServerResponse, sent: string, request: IncomingMessage) => void;

const credentials = ({ headers }: IncomingMessage): string => String(headers.authorization);

const ends: Readonly<Record<string, Repeat>> = {
  'an error as text': (response, sent) => response.writeHead(500).end(sent),
  'an error as JSON': (response, sent) => response.writeHead(400).end(JSON.stringify({ message: sent })),
  'an error as JSON in JSON': (response, sent) =>
    response.writeHead(400).end(JSON.stringify({ message: JSON.stringify({ detail: sent }) })),
  'an error as a page': (response, sent) =>
    response.writeHead(400, { 'content-type': 'text/html' }).end(`<html><title>400</title><p>${sent}</p></html>`),
  'an error, percent-encoded': (response, sent) => response.writeHead(400).end(encodeURIComponent(sent)),
  'an error in base64': (response, sent) => response.writeHead(400).end(Buffer.from(sent).toString('base64')),
  'an error where texts are cut': (response, _, request) =>
    response.writeHead(400).end(`${'x'.repeat(490)} ${credentials(request)}`),
  'a request id': (response, _, request) =>
    response.writeHead(400, { 'x-request-id': 'y'.repeat(80) + credentials(request) }).end('no'),
  'a reason phrase': (response, _, request) => response.writeHead(599, credentials(request)).end(),
  'a redirect': (response, sent) =>
    response.writeHead(302, { location: `http://other.example/${encodeURIComponent(sent)}` }).end(),
  'a redirect to a scheme of its own': (response, _, request) =>
    response.writeHead(302, { location: `file:///${credentials(request)}` }).end(),
  'an encoding': (response, _, request) =>
    response.writeHead(200, { 'content-encoding': credentials(request) }).end('[]'),
  'a character set': (response, _, request) =>
    response.writeHead(200, { 'content-type': `text/${credentials(request)}` }).end('['),
  'an answer that is text': (response, sent) => response.end(sent),
  'an answer that breaks off as JSON': (response, sent) => response.end(`[{"target": ${sent}}]`),
  'an answer that says it failed': (response, sent) => response.end(JSON.stringify({ message: `denied: ${sent}` })),
  'points that are none': (response, sent) => response.end(JSON.stringify([{ target: 'a', datapoints: sent }])),
  'no HTTP': (response, _, request) => response.socket?.end(`GARBAGE ${credentials(request)}\r\n\r\n`),
  'no header': (response, _, request) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\nno header ${credentials(request)}\r\n\r\n`),
};

hostileCase(
  'servers that repeat the credentials they were sent, in every place and form',
  { logLevel: 'trace', timeoutMs: 120_000 },
  async ({ query, resource, health }) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      request.resume();
      const repeat = ends[decodeURIComponent(request.url?.split('/')[1] ?? '')];
      const sent = `${JSON.stringify(request.headers)} ${String(request.url)}`;
      asked.push(sent);
      repeat?.(response, sent, request);
    });
    const listening = await listen(server);
    const refused: string[] = [];
    let id = 0;
    for (const place of Object.keys(ends)) {
      const source = { url: `http://127.0.0.1:${String(listening.port)}/${encodeURIComponent(place)}`, id: (id += 1) };
      if ((await query(source))['A']?.error !== '') refused.push(place);
      await health(source);
      for (const path of ['metrics', 'search', 'variable', 'tag-keys', 'annotations']) await resource(source, { path });
    }
    // What is said of them is what is searched for secrets; a few are read leniently.
    expect(refused.length).toBeGreaterThan(15);
    expect(asked.filter((sent) => sent.includes('planted-header')).length).toBeGreaterThan(5 * id);
    await listening.close();
  },
);
