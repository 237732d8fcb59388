import * as React from 'react';

import { drawResult, type PlainResult } from '../plain-result.ts';

/** What came of the last question. */
export function ResultView({ result }: { readonly result: PlainResult }) {
  const part = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    if (part.current !== null) drawResult(part.current, result);
  }, [result]);
  return (
    <section className="host-part host-results" aria-label="Result">
      <h2>Result: {result.state}</h2>
      <div ref={part} id="result" data-state={result.state} />
    </section>
  );
}
