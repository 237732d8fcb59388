/** `npm run test:hot-path`: fails when reading or writing answers has become slow, measured beside the engine's own work. */
import { formatNumber, formatTable } from '../src/testing/bench/report/format-table.ts';
import { hotPathContests } from '../src/testing/bench/hot-path/hot-path-contests.ts';
import { runGate } from '../src/testing/bench/hot-path/run-gate.ts';

const results = runGate(hotPathContests(), { rounds: 7, turnMs: 40, cpuMs });
const slow = results.filter(({ ratio, limit }) => !(ratio <= limit));

const rows = results.map(({ name, ratio, limit, attempts }) => [
  name,
  formatNumber(ratio),
  formatNumber(limit),
  String(attempts),
]);
process.stdout.write(`${formatTable([['CPU time / baseline', 'ratio', 'limit', 'attempts'], ...rows])}\n`);
if (slow.length > 0) {
  const names = slow.map(({ name }) => name).join(', ');
  process.stderr.write(
    `expected every ratio within its limit, but too slow: ${names}; compare "npm run bench" with an earlier commit\n`,
  );
  process.exitCode = 1;
}

/** Of this thread: what compiles and collects garbage beside it is not counted. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
