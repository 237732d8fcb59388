import { stat } from 'node:fs';
import pluginJson from '../plugin.json' with { type: 'json' };
import type { AnswerDecoder } from './decode/answer-decoder.ts';
import type { Plugin } from './sdk/api/plugin.ts';
import { removeForeignVariables } from './sdk/process/foreign-variables.ts';
import { readSystemLimits, threadAddressBytes } from './sdk/process/system-limits.ts';
import { silentLogger, type Logger } from './sdk/log/logger.ts';
import type { CallMemory } from './sdk/grpc/long-messages.ts';
import type { ResponseEncoder } from './sdk/protocol/encode-response.ts';
import { type PluginHost, servePlugin } from './sdk/serve-plugin.ts';
import type { WorkerLoad } from './simple-json/metrics/worker-load.ts';
import type { SharedMemoryBudget } from './upstream/contract/memory-budget.ts';

const plugin = { id: pluginJson.id, version: pluginJson.info.version };

/** Node.js needs six threads, libuv's pool four, and the pool for large answers some more. */
const fewTasks = 32;

void main();

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.length > 0) await runAsCommand(args);
  else await serve();
}

async function serve(): Promise<void> {
  removeForeignVariables(process.env);
  if (readSystemLimits().tasks < fewTasks) startSmallPool();
  let answers: Promise<AnswerThreads> | undefined;
  const startThreads = (logger: Logger): Promise<AnswerThreads> => (answers ??= createAnswerThreads(logger));
  await servePlugin({
    ...plugin,
    environment: process.env,
    exit: (code) => process.exit(code),
    create: async ({ logger, redactLog }) => loadPlugin(logger, { ...(await startThreads(logger)), redactLog }),
    loadEncoder: async ({ logger }) => (await startThreads(logger)).encode,
    loadCallMemory: async ({ logger }) => (await startThreads(logger)).callMemory,
    logName: 'simple-json',
    hint: 'To try out a Simple JSON server with it by hand, see what --help says.',
  });
}

/** libuv ends the process where it cannot start a thread for names and compressed answers: it starts one only, and that before others are. */
function startSmallPool(): void {
  process.env['UV_THREADPOOL_SIZE'] = '1';
  stat('/', () => undefined);
}

/** Imports the code of the commands only here, so that it does not delay the handshake line. */
async function runAsCommand(args: readonly string[]): Promise<void> {
  const { parseCommandLine } = await import('./command-line/parse-command-line.ts');
  const { runCommand } = await import('./commands/run-command.ts');
  const { calledAs } = await import('./command-line/called-as.ts');
  const { toCommandOutput } = await import('./commands/command-output.ts');
  const name = calledAs(process.argv0);
  const command = parseCommandLine(args, process.env, name);
  if (command.kind === 'serve') return serve();
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped.abort();
    });
  }
  const output = toCommandOutput(process.stdout, process.stderr);
  process.exitCode = await runCommand(command, {
    loadPlugin: async (say) => {
      const logger = say === undefined ? silentLogger : await createRemarks(say);
      const { decodeAnswer } = await import('./decode/decode-answer.ts');
      return loadPlugin(logger, { decode: (kind, body, { hints }) => decodeAnswer(kind, body, { hints }) });
    },
    output,
    calledAs: name,
    stopped: stopped.signal,
  });
  // Kept-alive connections to the server would delay the end of the process.
  process.stdout.write('', () => process.exit());
}

async function createRemarks(say: (remark: string) => void): Promise<Logger> {
  const { createRemarkLogger } = await import('./sdk/log/remark-logger.ts');
  return createRemarkLogger(say);
}

interface AnswerParts {
  readonly decode: AnswerDecoder;
  readonly memoryBudget?: SharedMemoryBudget;
  readonly maxSeries?: number;
  readonly workerLoad?: () => WorkerLoad | undefined;
  readonly redactLog?: PluginHost['redactLog'];
}

interface AnswerThreads extends AnswerParts {
  readonly encode: ResponseEncoder;
  readonly callMemory: CallMemory;
}

/** Imports the data source only here, so that it does not delay the handshake line. */
async function loadPlugin(logger: Logger, answers: AnswerParts): Promise<Plugin> {
  const { createSimpleJsonPlugin } = await import('./simple-json/simple-json-plugin.ts');
  return createSimpleJsonPlugin({ plugin, environment: process.env, ...answers }, logger);
}

/** How many worker threads the system allows, beside the watchdog's. */
function allowedThreads(): number {
  return Math.max(Math.floor(readSystemLimits().freeAddressBytes / threadAddressBytes) - 1, 0);
}

/** What reads and writes large answers in threads, within the memory that the process may take. */
async function createAnswerThreads(logger: Logger): Promise<AnswerThreads> {
  const { createAnswerWorkers } = await import('./answer-threads/create-answer-workers.ts');
  const { machineOf } = await import('./answer-threads/memory/machine.ts');
  const { planMemory } = await import('./answer-threads/memory/memory-plan.ts');
  const { createCollect } = await import('./sdk/process/v8-internals.ts');
  const { createMemoryBudget } = await import('./upstream/contract/memory-budget.ts');
  const { createCallMemory } = await import('./answer-threads/memory/call-memory.ts');
  const plan = planMemory(machineOf(process, allowedThreads()));
  const memoryBudget = createMemoryBudget({ maxBytes: plan.answerBytes, maxBytesAlone: plan.answerBytesAlone });
  const { load, ...workers } = createAnswerWorkers({ logger, plan, memory: memoryBudget });
  const callMemory = createCallMemory(memoryBudget, { maxBytes: plan.answerBytes, collect: createCollect() });
  return { memoryBudget, callMemory, maxSeries: plan.maxSeries, workerLoad: load, ...workers };
}
