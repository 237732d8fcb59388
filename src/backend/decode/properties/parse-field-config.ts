import type { FieldConfig } from '../../sdk/dataframe/field.ts';
import { isJsonObject, ownValue, type JsonObject } from '../json/json-value.ts';
import {
  arrayKind,
  booleanKind,
  numberKind,
  objectKind,
  parseProperties,
  reportAt,
  textKind,
  type PropertyKind,
  type PropertyKinds,
} from './parse-properties.ts';
import type { ProblemList } from '../json/problem-list.ts';

/**
 * Field config from a table's column or a frame's field: the keys FieldConfig has. Others (`text`, `type`, `sort`)
 * are left out, as Grafana knows none of them. Undefined when nothing remains.
 * Source of the kinds: grafana-plugin-sdk-go, data/field_config.go and value_mapping.go.
 */
export function parseFieldConfig(value: unknown, path: string, problems: ProblemList): FieldConfig | undefined {
  if (value == null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!isJsonObject(value)) {
    problems.add(path, 'an object of field options', value);
    return undefined;
  }
  const config = parseProperties<FieldConfig>(value, kinds, reportAt(path, problems));
  return Object.keys(config).length === 0 ? undefined : config;
}

const decimalsKind: PropertyKind<number> = {
  expected: 'an integer from 0 to 65535',
  parse: (value) => {
    const decimals = numberKind.parse(value);
    return Number.isInteger(decimals) && decimals !== undefined && decimals >= 0 && decimals <= 0xffff
      ? decimals
      : undefined;
  },
};

const thresholdsKind: PropertyKind<Readonly<Record<string, unknown>>> = {
  expected: 'thresholds with "mode" and "steps" of "value" and "color"',
  parse: (value) => (isJsonObject(value) && areThresholds(value) ? objectKind.parse(value) : undefined),
};

const kinds: PropertyKinds<FieldConfig> = {
  displayName: textKind,
  displayNameFromDS: textKind,
  description: textKind,
  unit: textKind,
  decimals: decimalsKind,
  min: numberKind,
  max: numberKind,
  interval: numberKind,
  filterable: booleanKind,
  noValue: textKind,
  custom: objectKind,
  links: arrayKind('links with "title" and "url"', isLink),
  mappings: arrayKind('mappings of type "value", "range" or "special" with "options"', isMapping),
  thresholds: thresholdsKind,
  color: objectKind,
};

function isLink(value: unknown): boolean {
  return isJsonObject(value) && isText(value, 'title') && isText(value, 'url') && isBoolean(value, 'targetBlank');
}

function isMapping(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const options = ownValue(value, 'options');
  return isJsonObject(options) && areMappingOptions(options, ownValue(value, 'type'));
}

function areMappingOptions(options: JsonObject, type: unknown): boolean {
  switch (type) {
    case 'value':
      return Object.values(options).every(isMappingResult);
    case 'range':
      return isNumber(options, 'from') && isNumber(options, 'to') && hasMappingResult(options);
    case 'special':
      return isText(options, 'match') && hasMappingResult(options);
    default:
      return false;
  }
}

function hasMappingResult(options: JsonObject): boolean {
  return isMappingResult(ownValue(options, 'result') ?? {});
}

function isMappingResult(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const index = ownValue(value, 'index') ?? 0;
  return isText(value, 'text') && isText(value, 'color') && Number.isInteger(index);
}

function areThresholds(value: JsonObject): boolean {
  const keys = Object.keys(value).every((key) => key === 'mode' || key === 'steps');
  const steps = ownValue(value, 'steps') ?? [];
  return keys && isText(value, 'mode') && Array.isArray(steps) && steps.every(isStep);
}

function isStep(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  return isNumber(value, 'value') && isText(value, 'color') && isText(value, 'state');
}

function isText(object: JsonObject, key: string): boolean {
  return typeof (ownValue(object, key) ?? '') === 'string';
}

function isBoolean(object: JsonObject, key: string): boolean {
  return typeof (ownValue(object, key) ?? false) === 'boolean';
}

function isNumber(object: JsonObject, key: string): boolean {
  return typeof (ownValue(object, key) ?? 0) === 'number';
}
