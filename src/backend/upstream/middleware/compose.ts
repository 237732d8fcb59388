import type { UpstreamClient } from '../contract/upstream-client.ts';

export type Send = UpstreamClient['request'];

/** One concern of a request: gets what follows it in the list, and returns what does the same with that concern added. */
export type Step = (next: Send) => Send;

/** The steps around what sends in the end, the first of them outermost: it sees a request first and its answer last. */
export function compose(steps: readonly Step[], send: Send): Send {
  return steps.reduceRight((next, step) => step(next), send);
}
