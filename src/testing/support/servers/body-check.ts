/** Problems of a value, each with its place; none when it is as it should be. */
export type BodyCheck = (value: unknown, place: string) => readonly string[];

export const anything: BodyCheck = () => [];

export const text: BodyCheck = (value, place) => expectThat(typeof value === 'string', 'a text', { value, place });

export const number: BodyCheck = (value, place) =>
  expectThat(typeof value === 'number' && Number.isFinite(value), 'a number', { value, place });

export const isoDate: BodyCheck = (value, place) =>
  expectThat(
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
    'an ISO 8601 date in UTC with milliseconds',
    { value, place },
  );

export function oneOf(...values: readonly string[]): BodyCheck {
  return (value, place) =>
    expectThat(values.includes(value as string), `one of ${values.join(', ')}`, { value, place });
}

export function matching(pattern: RegExp): BodyCheck {
  return (value, place) =>
    expectThat(typeof value === 'string' && pattern.test(value), `a text like ${String(pattern)}`, { value, place });
}

export function arrayOf(check: BodyCheck): BodyCheck {
  return (value, place) =>
    Array.isArray(value)
      ? value.flatMap((element: unknown, i) => check(element, `${place}[${i}]`))
      : expectThat(false, 'an array', { value, place });
}

/** An object with these fields and no other; those whose names end in "?" may be missing. */
export function objectOf(fields: Readonly<Record<string, BodyCheck>>): BodyCheck {
  const checks = new Map(Object.entries(fields).map(([name, check]) => [name.replace(/\?$/, ''), check]));
  const required = Object.keys(fields).filter((name) => !name.endsWith('?'));
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return expectThat(false, 'an object', { value, place });
    }
    return [
      ...required.filter((name) => !(name in value)).map((name) => `${place}.${name} is missing`),
      ...Object.entries(value).flatMap(([name, inner]) => {
        const check = checks.get(name);
        return check === undefined ? [`${place}.${name} is not defined`] : check(inner, `${place}.${name}`);
      }),
    ];
  };
}

interface Found {
  readonly value: unknown;
  readonly place: string;
}

function expectThat(isFine: boolean, expected: string, { value, place }: Found): readonly string[] {
  return isFine ? [] : [`${place}: expected ${expected}, got ${JSON.stringify(value ?? null).slice(0, 80)}`];
}
