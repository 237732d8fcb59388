import { answerLimits } from '../json/answer-limits.ts';
import { optionInContractKeys } from '../envelope/contract-keys.ts';
import { DecodeError } from '../answer/decoded-answer.ts';
import { isResult } from '../result/decode-result.ts';
import { isJsonArray, isJsonObject, ownValue } from '../json/json-value.ts';
import { openEnvelope } from '../envelope/open-envelope.ts';
import { optionMapValues } from './option-map.ts';
import { parseJsonBody, type ParseLimits } from '../json/parse-json-body.ts';
import { holdsOptions, isOption, parseOptions, type SearchOption } from './parse-options.ts';
import { createProblemList } from '../json/problem-list.ts';

/** What a server offers for choice, in its order, each value once. */
export interface DecodedSearchAnswer {
  readonly options: readonly SearchOption[];
  /** Malformed elements that were left out, each named: `option[3]: expected …, got …`. */
  readonly problems: readonly string[];
}

/**
 * Decodes the body of an answer to `/search`, `/metrics`, `/metric-payload-options`, `/variable`, `/tag-keys` or
 * `/tag-values`: scalars; objects with `text`, `label` or `__text` and `value` or `__value`, where 0, "" and false
 * are values; an object whose values are such scalars or objects; tables and frames, of which columns with these names are taken, or else every cell. Two
 * options may have the same text, but not the same value.
 * @throws {DecodeError} when nothing in the body can be used.
 */
export function decodeSearchAnswer(body: Uint8Array, limits: ParseLimits = answerLimits.search): DecodedSearchAnswer {
  const elements = openEnvelope(parseJsonBody(body, limits), {
    expected: 'an array of texts or of objects with "text" and "value"',
    isElement: (object) => isOption(optionInContractKeys(object)) || holdsOptions(object),
    elementsOf: optionMapValues,
    takesScalars: true,
    readText: (text) => parseJsonBody(new TextEncoder().encode(text), limits),
  });
  const problems = createProblemList();
  const options = elements.flatMap(tablesOfStatement).flatMap((element, position) =>
    parseOptions(isJsonObject(element) && !holdsOptions(element) ? optionInContractKeys(element) : element, {
      position,
      path: `option[${position}]`,
      problems,
      keepTexts: true,
    }),
  );
  const texts = problems.texts();
  if (options.length === 0 && texts.length > 0) throw new DecodeError(texts.join('; '));
  return { options: withoutDuplicates(options), problems: texts };
}

/** InfluxDB's `SHOW …`: `{"statement_id": 0, "series": [{"columns": ["name"], "values": [["cpu"]]}]}`. */
function tablesOfStatement(element: unknown): readonly unknown[] {
  const series = isJsonObject(element) ? ownValue(element, 'series') : undefined;
  return isJsonArray(series) && series.every((each) => isJsonObject(each) && isResult(each)) ? series : [element];
}

/** By value and its type: an option 1 is not an option "1". */
function withoutDuplicates(options: readonly SearchOption[]): readonly SearchOption[] {
  const seen = new Set<SearchOption['value']>();
  return options.filter(({ value }) => {
    if (seen.has(value)) return false;
    seen.add(value);
    return true;
  });
}
