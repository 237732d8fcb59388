// A Simple JSON server that pushes what is new to live panels, with Node.js alone: node streaming.mjs 8080
import { createServer } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';

const toResults = (targets, times) =>
  targets.map(({ target, refId }) => ({
    ...{ target, refId, tags: { host: 'web-1' } },
    datapoints: times.map((ms) => [50 + 40 * Math.sin(ms / 600_000), ms]),
  }));

function query({ range, intervalMs, targets }, response) {
  const times = [];
  for (let ms = Date.parse(range.from); ms <= Date.parse(range.to); ms += Math.max(intervalMs, 1000)) times.push(ms);
  response.end(JSON.stringify(toResults(targets, times)));
}

function stream({ targets }, response) {
  response.setHeader('content-type', 'text/event-stream').flushHeaders();
  const push = () => response.write(`data: ${JSON.stringify(toResults(targets, [Date.now()]))}\n\n`);
  const timer = setInterval(push, 1000);
  response.on('close', () => clearInterval(timer));
}

const root = (_, response) => response.setHeader('x-simple-json-stream', '/stream').end('{}');
const search = (_, response) => response.end('["cpu load", "temperature"]');
const answers = { '/': root, '/search': search, '/query': query, '/stream': stream };

const server = createServer(async (request, response) => {
  const body = (await request.setEncoding('utf8').toArray()).join('') || '{}';
  const answer = answers[request.url];
  if (answer) answer(JSON.parse(body), response.setHeader('content-type', 'application/json'));
  else response.writeHead(404).end('{ "message": "no such path" }');
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
