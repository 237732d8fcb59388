/** As much of JSON Schema as our own schemas use. */
export interface Schema {
  readonly $comment?: string;
  readonly type?: 'array' | 'boolean' | 'object' | 'string';
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false;
}

/** Every place where a value breaks a schema, with what was expected there. */
export function findSchemaProblems(value: unknown, schema: Schema, place = '$'): readonly string[] {
  if (schema.enum !== undefined && !schema.enum.includes(value)) {
    return [`${place}: expected one of ${JSON.stringify(schema.enum)}, got ${JSON.stringify(value)}`];
  }
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    return [`${place}: expected ${schema.type}, got ${JSON.stringify(value)}`];
  }
  if (typeof value === 'string') return textProblems(value, schema, place);
  if (Array.isArray(value)) return listProblems(value, schema, place);
  return typeof value === 'object' && value !== null ? objectProblems({ ...value }, schema, place) : [];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

function textProblems(text: string, { pattern, minLength = 0 }: Schema, place: string): readonly string[] {
  const isFine = text.length >= minLength && (pattern === undefined || new RegExp(pattern).test(text));
  return isFine ? [] : [`${place}: expected text like ${pattern ?? 'any'}, got ${JSON.stringify(text)}`];
}

function listProblems(
  list: readonly unknown[],
  { items = {}, minItems = 0 }: Schema,
  place: string,
): readonly string[] {
  const tooFew = list.length < minItems ? [`${place}: expected at least ${minItems} elements, got ${list.length}`] : [];
  return [...tooFew, ...list.flatMap((element, index) => findSchemaProblems(element, items, `${place}[${index}]`))];
}

function objectProblems(
  fields: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: Schema,
  place: string,
): readonly string[] {
  const missing = required.filter((key) => !(key in fields)).map((key) => `${place}.${key}: expected, got none`);
  const wrong = Object.entries(fields).flatMap(([key, value]) => {
    const schema = properties[key];
    if (schema !== undefined) return findSchemaProblems(value, schema, `${place}.${key}`);
    return additionalProperties === false ? [`${place}.${key}: not expected`] : [];
  });
  return [...missing, ...wrong];
}
