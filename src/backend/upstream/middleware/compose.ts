import type { UpstreamClient } from '../contract/upstream-client.ts';

export type Send = UpstreamClient['request'];

/** One concern of a request: gets the function of the steps after it, and returns that function with the concern added. */
export type Step = (next: Send) => Send;

/** Puts the steps around the function that sends the request. The first step is outermost: it sees the request first and the answer last. */
export function compose(steps: readonly Step[], send: Send): Send {
  return steps.reduceRight((next, step) => step(next), send);
}
