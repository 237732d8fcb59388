import { isJsonArray, isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';

/**
 * Takes the data out of documents in which other tools wrap it: Druid's results and events, hits of Elasticsearch, resources of JSON:API,
 * features of GeoJSON. The first document decides which tool it is.
 */
export function plainDocuments(documents: readonly unknown[]): readonly unknown[] {
  const [first] = documents;
  const read = isJsonObject(first) ? readers.find((each) => each(first) !== undefined) : undefined;
  if (read === undefined) return documents;
  return documents.flatMap((document) => (isJsonObject(document) ? read(document) : undefined) ?? [document]);
}

const readers: readonly ((document: JsonObject) => readonly unknown[] | undefined)[] = [
  (document) => druid(document, 'result'),
  (document) => druid(document, 'event'),
  hit,
  resource,
  feature,
];

const druidKeys: ReadonlySet<string> = new Set(['timestamp', 'version']);

/** `{"timestamp": …, "result": {…} or [{…}, …]}`. */
function druid(document: JsonObject, key: 'result' | 'event'): readonly unknown[] | undefined {
  const { timestamp, [key]: inner } = document;
  const hasOthers = (): boolean => Object.keys(document).some((name) => !druidKeys.has(name) && name !== key);
  if (timestamp === undefined || inner === undefined || hasOthers()) return undefined;
  if (isJsonObject(inner)) return [{ timestamp, ...inner }];
  return isJsonArray(inner) && inner.every(isJsonObject) ? inner.map((row) => ({ timestamp, ...row })) : undefined;
}

function hit(document: JsonObject): readonly unknown[] | undefined {
  const source = ownValue(document, '_source');
  return Object.hasOwn(document, '_index') && isJsonObject(source) ? [source] : undefined;
}

function resource({ id, type, attributes }: JsonObject): readonly unknown[] | undefined {
  return typeof type === 'string' && id !== undefined && isJsonObject(attributes) ? [{ id, ...attributes }] : undefined;
}

function feature({ type, properties }: JsonObject): readonly unknown[] | undefined {
  return type === 'Feature' && isJsonObject(properties) ? [properties] : undefined;
}
