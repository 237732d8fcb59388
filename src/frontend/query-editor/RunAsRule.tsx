import type { TimeRange } from '@grafana/data';
import * as React from 'react';

import type { RuleOutcome, RuleReducer } from '../../shared/resource-routes.ts';
import { DraftField } from '../controls/draft/DraftField.tsx';
import { SelectField } from '../controls/SelectField.tsx';
import { describeError } from '../describe-error.ts';
import { lastHour } from '../query/preview-request.ts';
import { isAskable, type SavedQuery } from '../query/saved-query.ts';
import type { ResourceClient } from '../resource-client.ts';
import { toRangeText } from '../to-range-text.ts';
import { RuleInstances } from './RuleInstances.tsx';

export interface RunAsRuleProps {
  readonly client: ResourceClient;
  readonly query: SavedQuery;
  readonly range: TimeRange | undefined;
}

const reducers = (
  [
    ['last', 'Last'],
    ['mean', 'Mean'],
    ['min', 'Min'],
    ['max', 'Max'],
    ['sum', 'Sum'],
    ['count', 'Count'],
    ['median', 'Median'],
  ] satisfies (readonly [RuleReducer, string])[]
).map(([value, label]) => ({ value, label }));

interface Rule {
  readonly reducer: RuleReducer;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

type Shown = { readonly outcome: RuleOutcome } | { readonly problem: string } | undefined;

/** What an alert rule would make of the query now, as the executable's own command `alert` says it. */
export function RunAsRule({ client, query, range }: RunAsRuleProps) {
  const [rule, setRule] = React.useState<Rule>({ reducer: 'last' });
  const shown = useOutcome({ client, query, range }, rule);
  return (
    <div className="sjp-stack">
      <div className="sjp-row">
        <SelectField
          label="Reduce each series to its"
          options={reducers}
          value={rule.reducer}
          onChange={(reducer) => {
            setRule({ ...rule, reducer });
          }}
        />
        <Threshold
          label="Fire above"
          value={rule.above}
          onChange={(above) => {
            setRule({ ...rule, above });
          }}
        />
        <Threshold
          label="Fire below"
          value={rule.below}
          onChange={(below) => {
            setRule({ ...rule, below });
          }}
        />
      </div>
      <p className="sjp-description">
        Asked for nobody, as a rule asks: without your identity and without dashboard variables. Nothing is saved.
      </p>
      {shown === undefined && <p className="sjp-description">Asking the server …</p>}
      {shown !== undefined && 'problem' in shown && (
        <p className="sjp-error" role="alert">
          {shown.problem}
        </p>
      )}
      {shown !== undefined && 'outcome' in shown && <RuleInstances outcome={shown.outcome} />}
    </div>
  );
}

interface ThresholdProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

function Threshold({ label, value, onChange }: ThresholdProps) {
  return (
    <DraftField
      label={label}
      type="number"
      placeholder="none"
      value={value === undefined ? '' : String(value)}
      onCommit={(text) => {
        onChange(text.trim() === '' ? undefined : Number(text));
      }}
    />
  );
}

/** Asks again when something that counts is another; the answer to the last question is the one that is shown. */
function useOutcome({ client, query, range }: RunAsRuleProps, rule: Rule): Shown {
  const [answer, setAnswer] = React.useState<{ readonly asked: string; readonly shown: Shown }>();
  const asked = JSON.stringify([query, range?.raw, rule]);

  React.useEffect(() => {
    let isCurrent = true;
    const show = (shown: Shown): void => {
      if (isCurrent) setAnswer({ asked, shown });
    };
    runAsRule({ client, query, range }, rule).then(show, (error: unknown) => {
      show({ problem: describeError(error) });
    });
    return () => {
      isCurrent = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the objects are others with every drawing; what they hold counts
  }, [client, asked]);

  return answer?.asked === asked ? answer.shown : undefined;
}

async function runAsRule({ client, query, range }: RunAsRuleProps, rule: Rule): Promise<Shown> {
  if (!isAskable({ ...query, hide: false })) return { problem: 'The query names no metric and has no payload.' };
  const asked = range === undefined ? lastHour(Date.now()) : toRangeText(range);
  const { reducer, above, below } = rule;
  const thresholds = { ...(above !== undefined && { above }), ...(below !== undefined && { below }) };
  return { outcome: await client.fetch('run-as-rule', { query: { ...query }, range: asked, reducer, ...thresholds }) };
}
