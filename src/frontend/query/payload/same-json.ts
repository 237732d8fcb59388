/** Whether two values are the same JSON, whatever the order of their keys; a key that is undefined is not there. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [theirs, others] = [filledEntries(one), new Map(filledEntries(other))];
  return (
    theirs.length === others.size &&
    theirs.every(([key, value]) => others.has(key) && isSameJson(value, others.get(key)))
  );
}

function filledEntries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, inner]) => inner !== undefined);
}
