import { parseArgs } from 'node:util';
import { type BenchCase, benchCases } from './bench-cases.ts';
import { type Candidate, parseCandidate } from './candidates.ts';
import { type Effort, hastyEffort, patientEffort } from './effort.ts';

/** What `npm run bench` is told. */
export interface BenchOptions {
  readonly help: boolean;
  readonly plugins: readonly Candidate[];
  readonly cases: readonly BenchCase[];
  readonly runs: number;
  readonly effort: Effort;
  /** An earlier report. */
  readonly compare: string | undefined;
  /** Minutes of a soak, which is run instead of the cases. */
  readonly soak: number | undefined;
}

const caseNames = benchCases.map(({ name }) => name).join(', ');

export const benchUsage = `npm run bench [-- OPTIONS]   (needs Linux, Go, and "npm run build" first)
  --plugin [NAME=]PATH  another plugin executable to measure; may be repeated
  --runs N              runs of everything, 5 unless told
  --case NAME           only this case; may be repeated: ${caseNames}
  --quick               one short run, to see that it works; its figures mean little
  --long                memory after 60 s of idleness as well
  --soak MINUTES        instead: half the maximal rate for so long, and what becomes of memory
  --compare FILE        ratios against an earlier .build/bench.json
`;

/** @throws naming the option that is wrong. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      plugin: { type: 'string', multiple: true, default: [] },
      case: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      compare: { type: 'string' },
      soak: { type: 'string' },
    },
  });
  return {
    help: values.help,
    plugins: values.plugin.map(parseCandidate),
    cases: selectCases(values.case),
    runs: parseCount('--runs', values.runs ?? (values.quick ? '1' : '5')),
    effort: { ...(values.quick ? hastyEffort : patientEffort), idleMs: values.long ? 60_000 : 0 },
    compare: values.compare,
    soak: values.soak === undefined ? undefined : parseCount('--soak', values.soak),
  };
}

function selectCases(names: readonly string[]): readonly BenchCase[] {
  const unknown = names.find((name) => !benchCases.some((benchCase) => benchCase.name === name));
  if (unknown !== undefined) throw new Error(`--case expects one of ${caseNames}, but got "${unknown}"`);
  return names.length === 0 ? benchCases : benchCases.filter(({ name }) => names.includes(name));
}

function parseCount(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} expects a whole number of 1 or more, but got "${text}"`);
  return Number(text);
}
