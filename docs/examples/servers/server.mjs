// A Simple JSON server with Node.js alone: node server.mjs 8080
import { createServer } from 'node:http';

const metrics = ['cpu load', 'temperature'];

function query({ range, intervalMs, targets }) {
  const unknown = targets.find(({ target }) => !metrics.includes(target));
  if (unknown) throw new Error(`unknown target "${unknown.target}", expected one of: ${metrics.join(', ')}`);
  const times = [];
  for (let ms = Date.parse(range.from); ms <= Date.parse(range.to); ms += Math.max(intervalMs, 1000)) times.push(ms);
  return targets.map(({ target, refId }) => ({
    target,
    refId,
    tags: { host: 'web-1' },
    datapoints: times.map((ms) => [50 + 40 * Math.sin(ms / 600_000), ms]),
  }));
}

const answers = { '/': () => ({}), '/search': () => metrics, '/query': query };

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  let [status, answer] = [404, { message: 'no such path' }];
  try {
    if (answers[request.url]) [status, answer] = [200, answers[request.url](JSON.parse(body || '{}'))];
  } catch (error) {
    [status, answer] = [400, { message: error.message }];
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
