import * as React from 'react';

import type { RuleOutcome } from '../../shared/resource-routes.ts';

const stateTexts: Readonly<Record<RuleOutcome['state'], string>> = {
  Normal: 'Normal: no instance would fire.',
  Alerting: 'Alerting: the rule would fire.',
  NoData: 'No data: the answer holds nothing to evaluate.',
  Error: 'Error: the rule could not be evaluated.',
};

/** A rule's state and what it is made of. */
export function RuleInstances({
  outcome: { state, error, instances, more, notices },
}: {
  readonly outcome: RuleOutcome;
}) {
  return (
    <div className="sjp-stack" role="status" aria-label="Rule outcome">
      <p className={state === 'Normal' ? 'sjp-rule' : 'sjp-rule sjp-error'}>{stateTexts[state]}</p>
      {error !== undefined && <p className="sjp-error">{error}</p>}
      {instances.length > 0 && (
        <table className="sjp-table">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Value</th>
              <th scope="col">Labels of the instance</th>
            </tr>
          </thead>
          <tbody>
            {instances.map(({ labels, value, state: each }, row) => (
              <tr key={row}>
                <td className={each === 'Normal' ? undefined : 'sjp-error'}>{each === 'NoData' ? 'No data' : each}</td>
                <td>{String(value)}</td>
                <td>{labelsText(labels)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p className="sjp-description">{more} more instances are not shown.</p>}
      {notices.map((notice) => (
        <p key={notice} className="sjp-warning">
          {notice}
        </p>
      ))}
    </div>
  );
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));
  return pairs.length === 0 ? 'none' : pairs.map(([name, value]) => `${name}=${value}`).join(', ');
}
