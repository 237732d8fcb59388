// A Simple JSON server with Node.js alone: node server.mjs 8080
import { createServer } from 'node:http';

function query({ range, intervalMs, targets }) {
  const times = [];
  for (let ms = Date.parse(range.from); ms <= Date.parse(range.to); ms += Math.max(intervalMs, 1000)) times.push(ms);
  return targets.map(({ target, refId }) => ({
    target,
    refId,
    tags: { host: 'web-1' },
    datapoints: times.map((ms) => [50 + 40 * Math.sin(ms / 600_000), ms]),
  }));
}

const answers = { '/': () => ({}), '/search': () => ['cpu load', 'temperature'], '/query': query };

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ? answer(JSON.parse(body || '{}')) : { message: 'no such path' }));
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
