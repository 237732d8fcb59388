import { isRecord } from './is-record.ts';

type Model = Readonly<Record<string, unknown>>;

/**
 * A saved model as the original plugins would have saved it, whichever plugin did: alert rules hold the models of the data
 * source they were made with. A model of ours or of theirs is returned as it is, and so is what has been read before.
 * @param check throws where JSON text within the model may not be parsed
 */
export function readSavedModel(model: Model, check: (text: string) => void = () => undefined): Model {
  const { target, ...rest } = model;
  if (isRecord(target)) return withoutObject({ ...rest, ...target });
  return fromRequestModel(model, check) ?? model;
}

/** No plugin saved one within another; what is no name of a metric would be taken for one of those at the next reading. */
function withoutObject(model: Model): Model {
  const { target, ...rest } = model;
  return isRecord(target) ? rest : model;
}

/**
 * The JSON API and Infinity plugins save a whole HTTP request. One that posts Simple JSON to /query means its first target;
 * any other is not for a Simple JSON server and is left alone.
 */
function fromRequestModel(model: Model, check: (text: string) => void): Model | undefined {
  const { urlPath, body, url, url_options: urlOptions } = model;
  const text = isRecord(urlOptions) ? urlOptions['data'] : body;
  const path = typeof urlPath === 'string' ? urlPath : url;
  if (typeof path !== 'string' || typeof text !== 'string' || !isQueryPath(path)) return undefined;
  check(text);
  const target = firstTarget(text);
  if (target === undefined) return undefined;
  const { refId, hide } = model;
  return { ...withoutObject(target), refId, ...(hide === undefined ? {} : { hide }) };
}

function isQueryPath(path: string): boolean {
  const [pathname = ''] = path.split('?');
  return pathname.endsWith('/query') || pathname.endsWith('/query/');
}

function firstTarget(text: string): Model | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const targets = isRecord(body) ? body['targets'] : undefined;
    const first: unknown = Array.isArray(targets) ? targets[0] : undefined;
    return isRecord(first) ? first : undefined;
  } catch {
    return undefined;
  }
}
