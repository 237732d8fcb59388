/** How the texts of a JSON tree change. */
export interface JsonTexts {
  /** A text that is a value; may become any other value. */
  readonly value: (text: string) => unknown;
  /** The name of a property; as it is when absent. */
  readonly key?: (name: string) => string;
}

/** A JSON tree of the same shape with other texts. Nothing that a text becomes can break what is around it. */
export function mapJson(tree: unknown, texts: JsonTexts): unknown {
  if (typeof tree === 'string') return texts.value(tree);
  if (Array.isArray(tree)) return tree.map((element: unknown) => mapJson(element, texts));
  if (typeof tree !== 'object' || tree === null) return tree;
  const { key = (name: string): string => name } = texts;
  return Object.fromEntries(Object.entries(tree).map(([name, inner]) => [key(name), mapJson(inner, texts)]));
}

/** The JSON that a text is; the text itself if it is none. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
