import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { findJsonProblem } from './find-json-problem.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonProblem', () => {
  it('finds none in JSON of any kind', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, '\t'), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        // Control characters of Latin-1, which hardly anybody writes, are the one thing it does not let pass.
        fc.pre(!/[\u007f-\u009f]/.test(pretty));
        expect(findJsonProblem(pretty)).toBeUndefined();
      }),
    );
  });

  it('finds one, at a place in the text, in whatever is not JSON', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '}', ',', 'x', '"')).map(([text, at, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + 1);
    });
    fc.assert(
      fc.property(broken, (text) => {
        fc.pre(!isJson(text) && !/\$\w|\$\{|\[\[\w/.test(text));
        const problem = findJsonProblem(text);
        expect(problem?.offset).toBeGreaterThanOrEqual(0);
        expect(problem?.offset).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
