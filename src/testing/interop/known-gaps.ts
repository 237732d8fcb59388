/** A conformance check that does not pass, or cannot be tried, and why. */
export interface KnownGap {
  /** `fails`: the check runs and has to fail. `untried`: nothing runs. */
  readonly kind: 'fails' | 'untried';
  /** What the check's title begins with: `7.3`. A word for what no check is there for. */
  readonly check: string;
  readonly reason: string;
}

/**
 * Reads known-gaps.txt: a gap a line, `fails|untried <check> <reason>`; empty lines and those beginning with # are skipped.
 * @throws naming the first line that is none of these
 */
export function parseKnownGaps(text: string): readonly KnownGap[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, kind, check, reason] = /^(fails|untried)\s+(\S+)\s+(\S.*)$/.exec(line) ?? [];
    if ((kind !== 'fails' && kind !== 'untried') || check === undefined || reason === undefined) {
      throw new Error(
        `known-gaps.txt:${i + 1}: expected "fails|untried <check> <reason>", got ${JSON.stringify(line)}`,
      );
    }
    return [{ kind, check, reason }];
  });
}
