import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The Go program that stands in for Grafana, and the Simple JSON server behind the plugins; see host/main.go. */
export interface BenchHost {
  launch(params: LaunchParams): Promise<Launched>;
  /** @throws when a query fails or its answer has another number of points. */
  load(params: LoadParams): Promise<Loaded>;
  memory(session: string): Promise<Memory>;
  kill(session: string): Promise<void>;
  /** Ends what was started. */
  stop(): Promise<void>;
}

export interface LaunchParams {
  readonly path: string;
  readonly args: readonly string[];
  /** The protocol version that the host offers. */
  readonly version: 1 | 2;
}

export interface Launched {
  readonly session: string;
  readonly pid: number;
  /** From spawn to handshake line. */
  readonly startMs: number;
}

export interface LoadParams {
  readonly session: string;
  /** points-N, digits-N (all the digits of a double) or series-N (of ten points each). */
  readonly target: string;
  /** Points that an answer must have. */
  readonly points: number;
  /** Data sources to ask in turn; one when absent. */
  readonly sources?: number;
  /** Either so many queries at a time, the next one when one is answered, */
  readonly inFlight?: number;
  /** or queries sent on time, whatever became of the ones before. */
  readonly ratePerSecond?: number;
  /** Time after which no query is sent, except when there were not `atLeast` so many. */
  readonly forMs: number;
  readonly atLeast: number;
}

export interface Loaded {
  readonly latenciesUs: readonly number[];
  /** Each query's part that the host took to decode the answer. */
  readonly decodeUs: readonly number[];
  readonly elapsedMs: number;
  readonly answerBytes: number;
  readonly pluginCpuMs: number;
  readonly hostCpuMs: number;
  readonly upstreamCpuMs: number;
}

export interface Memory {
  readonly residentBytes: number;
  readonly anonymousBytes: number;
  readonly peakBytes: number;
}

export interface BenchHostOptions {
  readonly executable: string;
  /** Data sources that can be asked at most. */
  readonly sources: number;
  /** Where plugins leave their sockets. */
  readonly temporaryFolder: string;
}

/** @throws when the program does not run or cannot start the server. */
export async function startBenchHost({ executable, sources, temporaryFolder }: BenchHostOptions): Promise<BenchHost> {
  const child = spawn(executable, {
    env: { ...process.env, TMPDIR: temporaryFolder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  const call = createCaller(child);
  await call('startUpstream', { sources });
  return {
    launch: async (params) => (await call('launch', params)) as Launched,
    load: async (params) => (await call('load', params)) as Loaded,
    memory: async (session) => (await call('memory', { session })) as Memory,
    kill: async (session) => {
      await call('kill', { session });
    },
    stop: async () => {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
    },
  };
}

type Call = (command: string, params: object) => Promise<unknown>;

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

function createCaller(child: ChildProcess & { stdin: NodeJS.WritableStream; stdout: NodeJS.ReadableStream }): Call {
  const waiting = new Map<number, (answer: Answer) => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  child.once('close', () => {
    for (const [id, settle] of waiting) settle({ id, error: 'the bench host ended before it answered' });
  });
  let lastId = 0;
  return async (command, params) => {
    const id = ++lastId;
    const { error, result } = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ id, command, params })}\n`);
    });
    if (error !== undefined) throw new Error(`${command}: ${error}`);
    return result;
  };
}
