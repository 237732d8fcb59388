import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { GaugeOptions, GaugeReport } from './gauge-report.ts';

/** Small calls beside a case: health checks and another data source's queries, and a look at the process. */
export interface Gauge {
  stop(): Promise<GaugeReport>;
}

/** Resolves once a first small query is answered. */
export async function startGauge(options: GaugeOptions): Promise<Gauge> {
  const program = path.join(__dirname, 'gauge-main.ts');
  const child = fork(program, [JSON.stringify(options)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the gauge ended too early; its own words are above');
  });
  ended.catch(() => undefined);
  await Promise.race([once(child, 'message'), ended]);
  return {
    async stop() {
      const answered = once(child, 'message') as Promise<[GaugeReport]>;
      child.send('stop');
      const [report] = await Promise.race([answered, ended]);
      return report;
    },
  };
}
