import * as React from 'react';

import {
  dialectNames,
  type QueryMethod,
  queryMethods,
  type RangeFormat,
  rangeFormats,
  settingsDefaults,
} from '../../shared/settings-model.ts';
import { CheckboxField } from '../controls/CheckboxField.tsx';
import { SelectField } from '../controls/SelectField.tsx';
import { dialectLabels, rangeLabels } from './settings/server-labels.ts';
import { ClosedSection, type SectionProps } from './Section.tsx';

/** How the server wants to be asked. */
export function ServerSection({ form: { json, disabled, setJson } }: SectionProps) {
  const isUsed = [json.dialect, json.rangeFormat, json.queryMethod, json.strict].some(Boolean);
  return (
    <ClosedSection title="Simple JSON server" isUsed={isUsed}>
      <SelectField
        label="Dialect"
        description="Which plugin the server was written for. Some endpoints and fields have other names in each."
        value={json.dialect ?? settingsDefaults.dialect}
        options={dialectNames.map((value) => ({ value, label: dialectLabels[value] }))}
        disabled={disabled}
        onChange={(dialect) => {
          setJson({ dialect });
        }}
      />
      <SelectField<RangeFormat>
        label="Time range"
        description="How range.from and range.to are written."
        value={json.rangeFormat ?? settingsDefaults.rangeFormat}
        options={rangeFormats.map((value) => ({ value, label: rangeLabels[value] }))}
        disabled={disabled}
        onChange={(rangeFormat) => {
          setJson({ rangeFormat });
        }}
      />
      <SelectField<QueryMethod>
        label="Query method"
        description="The HTTP method of /query."
        value={json.queryMethod ?? settingsDefaults.queryMethod}
        options={queryMethods.map((value) => ({ value, label: value }))}
        disabled={disabled}
        onChange={(queryMethod) => {
          setJson({ queryMethod });
        }}
      />
      <CheckboxField
        label="Strict"
        description="An answer that breaks the contract is an error. Otherwise what can be read of it is shown, with a notice."
        value={json.strict === true}
        disabled={disabled}
        onChange={(strict) => {
          setJson({ strict });
        }}
      />
    </ClosedSection>
  );
}
