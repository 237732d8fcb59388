import { isRecord } from '../../../shared/is-record.ts';
import { readSavedModel } from '../../../shared/read-saved-model.ts';
import { holdsQuestion } from '../../../shared/saved-question.ts';
import { recordsIn, toText, type SourceReference } from '../dashboard/dashboard.ts';
import { foreignSource, toSource } from '../dashboard/foreign-source.ts';
import type { SavedModel } from '../saved-model.ts';
import { describeContent } from './describe-content.ts';

/** What a file holds that this data source can be asked. */
export interface SavedContent {
  /** Of panels and lists, or by themselves. */
  readonly queries: readonly SavedModel[];
  readonly rules: readonly SavedRule[];
}

export interface SavedRule {
  /** Empty where only its data was saved. */
  readonly title: string;
  /** The refId of what decides; empty likewise. */
  readonly condition: string;
  /** Of this data source. */
  readonly queries: readonly RuleQuery[];
  readonly expressions: ReadonlyMap<string, SavedModel>;
}

export interface RuleQuery {
  readonly refId: string;
  readonly model: SavedModel;
  readonly relativeTimeRange: unknown;
}

type Found = { readonly query: SavedModel } | { readonly rule: SavedRule };

/**
 * The queries in JSON: one, a list, a panel with its `targets`, or rules: one, its `data`, a provisioning file, or an answer of Grafana's ruler.
 * @throws {Error} when no query of this data source is among them
 */
export function readSavedContent(value: unknown): SavedContent {
  const found = contentOf(value, {});
  const queries = found.flatMap((each) => ('query' in each ? [each.query] : []));
  const rules = found.flatMap((each) => ('rule' in each ? [each.rule] : []));
  if (queries.length > 0 || rules.some((rule) => rule.queries.length > 0)) return { queries, rules };
  throw new Error(
    `expected a saved query of this data source (an object with "target" or "payload", such as {"refId":"A","target":"cpu load"}), a list of them, a panel, a rule, or a file of rules, got ${describeContent(value)}`,
  );
}

/** @param around the data source of the panel that a query is in */
function contentOf(value: unknown, around: SourceReference): readonly Found[] {
  if (isRuleData(value)) return [{ rule: toRule({ data: value }) }];
  if (Array.isArray(value)) return value.flatMap((each) => contentOf(each, around));
  if (!isRecord(value)) return [];
  // A query of the oldest servers has further JSON under "data", which is no list of queries.
  if (isRuleData(value['data'])) return [{ rule: toRule(value) }];
  if (isRuleEntry(value)) return [{ rule: toRule({ data: [value] }) }];
  const inner = innerOf(value);
  if (inner !== undefined) return contentOf(inner, toSource(value['datasource']));
  return ofQuery(value, around);
}

function ofQuery(value: SavedModel, around: SourceReference): readonly Found[] {
  const { datasource = null } = value;
  const source = datasource === null ? around : toSource(datasource);
  return isQuery(value) && foreignSource(source, undefined) === undefined ? [{ query: value }] : [];
}

/** What is wrapped in a panel, a library panel, a rule of the ruler, or a file; undefined for what may be a query. */
function innerOf(value: SavedModel): unknown {
  const { targets, model, grafana_alert: ruler } = value;
  if (isRecord(ruler)) return ruler;
  if (Array.isArray(targets)) return targets;
  if (isRecord(model)) return model;
  const groups = groupsOf(value);
  return groups.length > 0 ? groups : undefined;
}

/** Of a file of rules, of a group, or of the ruler's answer, which has a list of groups under each folder. */
function groupsOf(value: SavedModel): readonly unknown[] {
  const { groups, rules } = value;
  if (Array.isArray(groups)) return groups;
  if (Array.isArray(rules)) return rules;
  return Object.values(value)
    .flatMap(recordsIn)
    .filter((group) => Array.isArray(group['rules']));
}

function isRuleData(value: unknown): boolean {
  return Array.isArray(value) && value.some((entry) => isRecord(entry) && isRuleEntry(entry));
}

function isRuleEntry({ model, datasourceUid, relativeTimeRange }: SavedModel): boolean {
  return isRecord(model) && (typeof datasourceUid === 'string' || isRecord(relativeTimeRange));
}

function toRule({ title, condition, data }: SavedModel): SavedRule {
  const entries = recordsIn(data).flatMap(({ refId, datasourceUid, model, relativeTimeRange }) => {
    if (!isRecord(model)) return [];
    const { type, name = toText(datasourceUid) } = toSource(model['datasource']);
    const uid = toText(datasourceUid) || name;
    const source = { name: uid, ...(type !== undefined && { type }) };
    return [{ refId: toText(refId) || toText(model['refId']), model, relativeTimeRange, source }];
  });
  const isExpression = ({ source: { name, type } }: (typeof entries)[number]): boolean =>
    [name, type].some((each) => each === '__expr__' || each === '-100');
  return {
    title: toText(title),
    condition: toText(condition),
    queries: entries.filter(({ model, source }) => isQuery(model) && foreignSource(source, undefined) === undefined),
    expressions: new Map(entries.filter(isExpression).map(({ refId, model }) => [refId, model])),
  };
}

function isQuery(saved: SavedModel): boolean {
  return holdsQuestion(readSavedModel(saved));
}
