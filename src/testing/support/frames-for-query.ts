import type { DataFrame } from '../../backend/sdk/dataframe/data-frame.ts';
import { runAtOnce } from '../../backend/sdk/turns/steps.ts';
import { framesInSteps } from '../../backend/simple-json/frames/frames-for-query.ts';

/** framesInSteps, in one go. */
export function framesForQuery(...args: Parameters<typeof framesInSteps>): readonly DataFrame[] {
  return runAtOnce(framesInSteps(...args));
}
