import * as React from 'react';

import { ToggleButton } from '../controls/ToggleButton.tsx';
import { useUniqueId } from '../controls/use-unique-id.ts';
import { payloadOf } from '../query/saved-query.ts';
import type { MetricEditorProps } from './metric-editor-props.ts';
import { hasPayloadForm } from './payload/payload-form.ts';
import { PayloadSection } from './payload/PayloadSection.tsx';
import { RunAsRule } from './RunAsRule.tsx';
import { SentQuery, type SentQueryProps } from './SentQuery.tsx';
import { UnitSection } from './UnitSection.tsx';

export type QueryExtrasProps = MetricEditorProps & Pick<SentQueryProps, 'range' | 'request'>;

/** What most queries do without, each behind a button until it is used. */
export function QueryExtras({ client, query, details, onChange, range, request }: QueryExtrasProps) {
  const id = useUniqueId();
  const [isPayloadWanted, setPayloadWanted] = React.useState(false);
  const [isUnitShown, setUnitShown] = React.useState(query.unit !== undefined || query.decimals !== undefined);
  const [isSentShown, setSentShown] = React.useState(false);
  const [isRuleShown, setRuleShown] = React.useState(false);
  const payload = payloadOf(query);
  const hasPayload = hasPayloadForm(query, details) || (payload !== undefined && payload !== '');
  return (
    <>
      {(hasPayload || isPayloadWanted) && (
        <PayloadSection client={client} query={query} details={details} onChange={onChange} />
      )}
      <div className="sjp-row sjp-tools">
        {!hasPayload && (
          <ToggleButton isOn={isPayloadWanted} onChange={setPayloadWanted}>
            Add payload
          </ToggleButton>
        )}
        <ToggleButton isOn={isUnitShown} controls={`${id}-unit`} onChange={setUnitShown}>
          Unit and decimals
        </ToggleButton>
        <ToggleButton isOn={isSentShown} controls={`${id}-sent`} onChange={setSentShown}>
          What the server gets
        </ToggleButton>
        <ToggleButton isOn={isRuleShown} controls={`${id}-rule`} onChange={setRuleShown}>
          Run as an alert rule would
        </ToggleButton>
      </div>
      {isUnitShown && (
        <div id={`${id}-unit`}>
          <UnitSection query={query} onChange={onChange} />
        </div>
      )}
      {isSentShown && (
        <div id={`${id}-sent`}>
          <SentQuery client={client} query={query} range={range} request={request} />
        </div>
      )}
      {isRuleShown && (
        <div id={`${id}-rule`}>
          <RunAsRule client={client} query={query} range={range} />
        </div>
      )}
    </>
  );
}
