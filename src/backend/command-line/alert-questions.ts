import type { Command as Program } from 'commander';
import type { TimeOptions } from '../commands/command-time-range.ts';
import { printable } from '../commands/print/text-width.ts';
import type { AlertQuestion } from '../commands/alert/run-alert-command.ts';
import { readRule, type RuleReading } from '../commands/saved/read-rule.ts';
import type { SavedRule } from '../commands/saved/read-saved-content.ts';
import type { Reducer } from '../sdk/rule/reduce-series.ts';
import { isGiven } from './flags/option-values.ts';
import { readModels } from './flags/question-flags.ts';

export interface AlertQuestionFlags {
  readonly target?: string;
  readonly model?: string;
  readonly type: AlertQuestion['type'];
  readonly from: string;
  readonly to: string;
  readonly payload: unknown;
  readonly reducer: Reducer;
  readonly above?: number;
  readonly below?: number;
}

interface AlertQuestions {
  readonly questions: readonly AlertQuestion[];
  /** What a file says that `alert` cannot use. */
  readonly warnings: readonly string[];
}

/** The questions that the options stand for: one metric, one saved query, or each rule of a file. */
export function toAlertQuestions(flags: AlertQuestionFlags, command: Program): AlertQuestions {
  const { target, model: file, type, from, to, payload, reducer, above, below } = flags;
  const asked = { target: '', type, from, to, payload, reducer, condition: { above, below }, title: '', taken: [] };
  if (target !== undefined && file === undefined) return { questions: [{ ...asked, target }], warnings: [] };
  if (file === undefined) {
    return command.error("error: required option '--target <name>' not specified, nor --model <file>");
  }
  if (target !== undefined) return command.error('error: expected --model without --target beside it');
  const { queries, rules } = readModels(file, command);
  const [model, ...others] = queries;
  if (model === undefined) return ofRules(rules, asked, command);
  if (others.length === 0 && rules.length === 0) return { questions: [{ ...asked, model }], warnings: [] };
  return command.error(`error: expected --model with one query or with rules, got ${queries.length} queries`);
}

function ofRules(rules: readonly SavedRule[], asked: AlertQuestion, command: Program): AlertQuestions {
  const merged = rules.map((rule) => ofRule(rule, asked, command));
  const questions = merged.flatMap(({ question }) => question ?? []);
  if (questions.length === 0) {
    const [problem] = merged.flatMap(({ warnings }) => warnings);
    return command.error(`error: --model: ${problem ?? 'expected a rule'}`);
  }
  const warnings = merged.flatMap((each, i) => {
    const title = rules.length > 1 ? `the rule ${JSON.stringify(rules[i]?.title)}: ` : '';
    return each.warnings.map((warning) => `warning: ${printable(title + warning)}`);
  });
  return { questions, warnings };
}

interface Merged {
  /** undefined: the rule cannot be asked; a warning says why. */
  readonly question?: AlertQuestion;
  readonly warnings: readonly string[];
}

/** The question of a saved rule. Options that are given take precedence over what the rule says. */
function ofRule(rule: SavedRule, asked: AlertQuestion, command: Program): Merged {
  const { title, queries } = rule;
  const reading = readRule(rule);
  const { model } = reading;
  if (model === undefined) {
    const got =
      queries.length === 0 ? 'no query of this data source' : `${queries.length}, and which is compared is not read`;
    return { warnings: [`left out: expected a rule with one query, got ${got}`] };
  }
  const given = {
    range: isGiven('from', command) || isGiven('to', command),
    reducer: isGiven('reducer', command),
    condition: isGiven('above', command) || isGiven('below', command),
  };
  const taken = taking(reading, given);
  const question = { ...asked, ...taken.values, model, title, taken: taken.words };
  return { question, warnings: problemsOf(reading, given) };
}

interface Given {
  readonly range: boolean;
  readonly reducer: boolean;
  readonly condition: boolean;
}

function taking({ range, reducer, condition }: RuleReading, given: Given) {
  const takes = {
    ...(!given.range && range !== undefined && { range }),
    ...(!given.reducer && reducer !== undefined && { reducer }),
    ...(!given.condition && condition !== undefined && { condition }),
  };
  const { range: times, ...values } = takes;
  const names = (['range', 'reducer', 'condition'] as const).filter((name) => name in takes);
  const words = { range: rangeWords(times), reducer: 'the reducer', condition: 'the threshold' };
  return { values: { ...times, ...values }, words: names.map((name) => words[name]) };
}

function rangeWords({ from, to }: TimeOptions = { from: '', to: '' }): string {
  return `the range ${from} to ${to}`;
}

function problemsOf({ conditionProblem, reducerProblem }: RuleReading, given: Given): readonly string[] {
  const isUnread = conditionProblem !== undefined && !given.condition;
  return [
    ...(isUnread ? [`the rule's condition is not read: ${conditionProblem}; give --above or --below`] : []),
    ...(reducerProblem === undefined || given.reducer ? [] : [reducerProblem]),
  ];
}
