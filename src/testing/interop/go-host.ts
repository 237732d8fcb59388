import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** One running Go host: go-plugin and the plugin SDK as Grafana links them. What its commands do is said in host/. */
export interface GoHost {
  readonly pid: number;
  /** @throws {GoHostError} with what Grafana would log. */
  launch(options: LaunchOptions): Promise<Launched>;
  /** Connects to a plugin that somebody else started. */
  attach(options: AttachOptions): Promise<string>;
  /** Any method of any linked contract; requests and answers in proto3 JSON. */
  call(session: string, method: string, options?: CallOptions): Promise<readonly Json[]>;
  /** QueryData with the frames decoded by the SDK. */
  queryData(session: string, options: CallOptions): Promise<Readonly<Record<string, DecodedResponse>>>;
  /** A rule of Grafana 5 to 8: reduces each series, compares. `method` says which protocol version it asks by. */
  alertLegacy(session: string, method: string, rule: AlertRule): Promise<AlertOutcome>;
  /** A rule of Grafana 8 and later; only the newest host has it. */
  alertUnified(session: string, rule: UnifiedRule): Promise<AlertOutcome>;
  /** What an SQL expression of a rule could select from; only the newest host has it. */
  readAsSQL(session: string, rule: AlertRule): Promise<SQLTable>;
  /** CollectMetrics, as Prometheus' parser reads the answer. */
  collectMetrics(session: string): Promise<ScrapedMetrics>;
  /** Opens a streaming method and leaves it open; `unread` takes none of its messages before readStream. */
  openStream(session: string, method: string, request?: object, options?: { unread?: boolean }): Promise<string>;
  readStream(stream: string): Promise<void>;
  /** Without frames where that is enough: all of them come each time. */
  streamState(stream: string, options?: { brief?: boolean }): Promise<StreamState>;
  /** Goes away. */
  cancelStream(stream: string): Promise<void>;
  logs(session: string): Promise<PluginLogs>;
  /** go-plugin's: Shutdown, two seconds, SIGKILL. */
  kill(session: string): Promise<PluginEnd>;
  /** Waits for the plugin to end by itself. */
  waitForExit(session: string, timeoutMs: number): Promise<PluginEnd>;
  /** Closes the connection and leaves the process alone. */
  hangUp(session: string): Promise<void>;
  /** Kills its plugins and ends. */
  close(): Promise<void>;
  /** SIGKILL, as when Grafana crashes. */
  crash(): Promise<void>;
}

/** Proto3 JSON: 64-bit integers are text, bytes are base64, absent fields are there. */
export type Json = Readonly<Record<string, unknown>>;

/** See generations in host/generation.go. */
export type GrafanaGeneration = '5.4' | '6.2' | '6.7' | '7.5' | '8.5' | '9.5' | '10.1' | '12.4' | '13';

export interface LaunchOptions {
  readonly path: string;
  readonly grafana: GrafanaGeneration;
  /** `NAME=value`, added to what the generation sets. */
  readonly env?: readonly string[];
  readonly autoMtls?: boolean;
  /** Instead of what the generation advertises. */
  readonly versions?: readonly number[];
}

export interface ScrapedMetrics {
  /** Their names. */
  readonly families: readonly string[];
  /** What `promtool check metrics` has to say. */
  readonly problems: readonly string[];
}

export interface Launched {
  readonly session: string;
  readonly pid: number;
  readonly protocolVersion: number;
  readonly network: 'unix' | 'tcp';
  readonly address: string;
  readonly startMs: number;
}

export interface AttachOptions {
  readonly network: 'unix' | 'tcp';
  readonly address: string;
  readonly grafana: GrafanaGeneration;
}

export interface CallOptions {
  readonly request?: object;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cancelAfterMs?: number;
  readonly deadlineMs?: number;
}

export interface DecodedResponse {
  readonly frames: readonly DecodedFrame[];
  readonly error: string;
  /** As on the wire; 0 from the host that does not know the field yet. */
  readonly status: number;
  readonly errorSource: string;
}

export interface DecodedFrame {
  readonly name: string;
  readonly refId: string;
  readonly meta: Json | null;
  readonly fields: readonly DecodedField[];
}

export interface DecodedField {
  readonly name: string;
  /** Go's name for it, `*float64` when nullable. */
  readonly type: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly config: Json | null;
  /** Times are text in ns; 64-bit integers, NaN and infinities are text. */
  readonly values: readonly unknown[];
}

export interface AlertRule {
  readonly request: object;
  readonly reducer: 'last' | 'mean';
  readonly above: number;
}

export interface UnifiedRule extends AlertRule {
  /** See ruleReaders in host/alert_grafana.go. */
  readonly grafana: '8.5' | '9.5' | '10.1' | '12.4' | '12.4-old';
  readonly condition: 'threshold' | 'math';
}

export interface SQLTable {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly error: string;
}

export interface AlertOutcome {
  /** `ok`, `alerting`, `no_data`, `error` before Grafana 8; `Normal`, `Alerting`, `NoData`, `Error` since. */
  readonly state: string;
  readonly error: string;
  readonly instances: readonly AlertInstance[] | null;
}

export interface AlertInstance {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly value: unknown;
  readonly state: string;
}

export interface StreamState {
  readonly open: boolean;
  readonly messages: number;
  /** gRPC code by which it ended; empty while open. */
  readonly code: string;
  /** Of the packets of a RunStream call, decoded by the SDK. */
  readonly frames: readonly DecodedFrame[];
}

export interface PluginLogs {
  /** As go-plugin parsed them; the plugin's own are those not named `host`. */
  readonly entries: readonly LogEntry[];
  /** What the plugin wrote, byte for byte. */
  readonly stderr: string;
  readonly stdio: string;
}

export interface LogEntry {
  readonly name: string;
  readonly level: string;
  readonly message: string;
  readonly args: Readonly<Record<string, string>>;
}

export interface PluginEnd {
  /** False when the wait was given up. */
  readonly exited: boolean;
  /** -1 when a signal ended it. */
  readonly exitCode: number;
  readonly ms: number;
}

/** What the host answered instead of a result; `code` is the gRPC code's name when the plugin's answer was an error. */
class GoHostError extends Error {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(code === undefined ? message : `${code}: ${message}`);
    this.name = 'GoHostError';
    this.code = code;
  }
}

/** Starts a host with an environment of its own: what a developer's shell exports must not reach the plugin. */
export function startGoHost(executable: string, argv: readonly string[] = []): GoHost {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(executable, argv, { env: { PATH, HOME, TMPDIR }, stdio: ['pipe', 'pipe', 'inherit'] });
  const commands = new CommandChannel((line) => child.stdin.write(line));
  createInterface({ input: child.stdout }).on('line', (line) => {
    commands.settle(line);
  });
  const exited = once(child, 'exit').then(() => {
    commands.fail(new GoHostError('the host ended', undefined));
  });
  child.stdin.on('error', () => undefined);
  const run = <Result>(command: string, params: object) => commands.run(command, params) as Promise<Result>;
  return {
    pid: child.pid ?? 0,
    launch: (options) => run('launch', options),
    attach: async (options) => (await run<{ session: string }>('attach', options)).session,
    call: async (session, method, options = {}) =>
      (await run<{ messages: Json[] }>('call', { session, method, ...options })).messages,
    queryData: async (session, options) =>
      (await run<{ responses: Record<string, DecodedResponse> }>('queryData', { session, ...options })).responses,
    alertLegacy: (session, method, rule) => run('alertLegacy', { session, method, ...rule }),
    alertUnified: (session, rule) => run('alertUnified', { session, ...rule }),
    readAsSQL: (session, rule) => run('readAsSQL', { session, ...rule }),
    collectMetrics: (session) => run('collectMetrics', { session }),
    openStream: async (session, method, request, options = {}) =>
      (await run<{ stream: string }>('stream', { session, method, ...(request && { request }), ...options })).stream,
    readStream: (stream) => run('readStream', { stream }),
    streamState: (stream, options = {}) => run('streamed', { stream, ...options }),
    cancelStream: (stream) => run('cancelStream', { stream }),
    logs: (session) => run('logs', { session }),
    kill: (session) => run('kill', { session }),
    waitForExit: (session, timeoutMs) => run('wait', { session, timeoutMs }),
    hangUp: (session) => run('hangUp', { session }),
    close: async () => {
      child.stdin.end();
      await exited;
    },
    crash: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

interface PendingCommand {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly code?: string };
}

class CommandChannel {
  readonly #write: (line: string) => void;
  readonly #pending = new Map<number, PendingCommand>();
  #nextId = 1;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  run(command: string, params: object): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#write(`${JSON.stringify({ id, command, params })}\n`);
    });
  }

  settle(line: string): void {
    const { id, result, error } = JSON.parse(line) as Answer;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new GoHostError(error.message, error.code));
  }

  fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
