import type { BenchCase, Subject } from './bench-cases.ts';
import type { BenchHost } from './bench-host.ts';
import type { Failure, TakenFigure } from './report/bench-report.ts';
import type { Candidate } from './candidates.ts';
import type { Effort } from './effort.ts';
import type { Figure } from './figure.ts';

export interface BenchPlan {
  readonly host: BenchHost;
  readonly candidates: readonly Candidate[];
  readonly cases: readonly BenchCase[];
  readonly runs: number;
  readonly effort: Effort;
  readonly say: (line: string) => void;
}

export interface BenchOutcome {
  readonly figures: readonly TakenFigure[];
  readonly failures: readonly Failure[];
  /** Protocol versions by candidate's name. */
  readonly versions: ReadonlyMap<string, readonly (1 | 2)[]>;
}

/** Measures every candidate at a case before the next case begins, so that all of them meet the same weather. */
export async function runBench(plan: BenchPlan): Promise<BenchOutcome> {
  const versions = await findVersions(plan);
  const subjects = ([1, 2] as const).flatMap((version) =>
    plan.candidates
      .filter(({ name }) => versions.get(name)?.includes(version))
      .map((candidate) => ({ host: plan.host, candidate, version })),
  );
  const steps = Array.from({ length: plan.runs }, (_, run) =>
    plan.cases.flatMap((benchCase) => subjects.map((subject) => ({ run, benchCase, subject }))),
  ).flat();
  const figures: TakenFigure[] = [];
  const failures: Failure[] = [];
  for (const { run, benchCase, subject } of steps) {
    if (subject === subjects[0]) plan.say(`run ${run + 1} of ${plan.runs}: ${benchCase.name}`);
    const place = { candidate: subject.candidate.name, version: subject.version };
    // Once is enough: what fails tends to take the whole time limit for it.
    if (failures.some((failure) => isAt(failure, { ...place, case: benchCase.name }))) continue;
    const taken = await measure(benchCase, subject, plan.effort);
    figures.push(...taken.figures.map((figure) => ({ ...figure, ...place, run })));
    if (taken.reason !== undefined) failures.push({ ...place, case: benchCase.name, reason: taken.reason });
  }
  return { figures, failures, versions };
}

type Place = Omit<Failure, 'reason'>;

function isAt(failure: Failure, place: Place): boolean {
  return failure.candidate === place.candidate && failure.version === place.version && failure.case === place.case;
}

interface Taken {
  readonly figures: readonly Figure[];
  /** Why there are none. */
  readonly reason?: string;
}

async function measure(benchCase: BenchCase, subject: Subject, effort: Effort): Promise<Taken> {
  try {
    return { figures: await benchCase.run(subject, effort) };
  } catch (error) {
    return { figures: [], reason: error instanceof Error ? error.message : String(error) };
  }
}

async function findVersions({ host, candidates, say }: BenchPlan): Promise<Map<string, (1 | 2)[]>> {
  const found = new Map<string, (1 | 2)[]>();
  for (const { name, path, args } of candidates) {
    const versions: (1 | 2)[] = [];
    for (const version of [1, 2] as const) {
      try {
        const { session } = await host.launch({ path, args, version });
        await host.kill(session);
        versions.push(version);
      } catch (error) {
        say(`${name} is not measured in version ${version}: ${String(error).split('\n', 1).join('')}`);
      }
    }
    found.set(name, versions);
  }
  return found;
}
