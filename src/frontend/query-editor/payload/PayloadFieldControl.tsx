import { getTemplateSrv } from '@grafana/runtime';
import * as React from 'react';

import type { Option, OptionList, PayloadField } from '../../../shared/resource-routes.ts';
import { ComboBox } from '../../combo-box/ComboBox.tsx';
import { MultiComboBox } from '../../combo-box/MultiComboBox.tsx';
import { interpolateQuery } from '../../query/interpolate-query.ts';
import { payloadOf, targetOf, type SavedQuery } from '../../query/saved-query.ts';
import { createVariableFill } from '../../query/variables/variable-fill.ts';
import type { ResourceClient } from '../../resource-client.ts';
import { DraftArea } from '../../controls/draft/DraftArea.tsx';
import { DraftField } from '../../controls/draft/DraftField.tsx';

export interface PayloadFieldControlProps {
  readonly client: ResourceClient;
  readonly query: SavedQuery;
  readonly field: PayloadField;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** One field of a payload's form. */
export function PayloadFieldControl(props: PayloadFieldControlProps) {
  const { width } = props.field;
  return (
    <div className="sjp-grow" style={width === undefined ? undefined : { flex: `0 1 ${width * 8}px` }}>
      <FieldControl {...props} />
    </div>
  );
}

function FieldControl({ client, query, field, value, onChange }: PayloadFieldControlProps) {
  const { name, label = name, type = 'input', placeholder, options = [] } = field;
  const search = async (text: string): Promise<OptionList> => filtered(await offered(client, query, field), text);
  switch (type) {
    case 'select':
      return (
        <ComboBox
          label={label}
          placeholder={placeholder}
          text={value === undefined ? '' : toOption(value, options).text}
          search={search}
          onChange={(option) => {
            onChange(option.value);
          }}
        />
      );
    case 'multi-select':
      return (
        <MultiComboBox
          label={label}
          placeholder={placeholder}
          chosen={toList(value).map((element) => toOption(element, options))}
          search={search}
          onChange={onChange}
        />
      );
    case 'textarea':
      return <DraftArea label={label} placeholder={placeholder} rows={3} value={toText(value)} onCommit={onChange} />;
    case 'input':
      return <DraftField label={label} placeholder={placeholder} value={toText(value)} onCommit={onChange} />;
  }
}

async function offered(client: ResourceClient, query: SavedQuery, field: PayloadField): Promise<readonly Option[]> {
  if (field.options !== undefined)
    return field.options.map(({ value, label }) => ({ text: label ?? String(value), value }));
  const filled = interpolateQuery(query, createVariableFill(getTemplateSrv(), {}));
  const list = await client.fetch('payload-options', {
    metric: targetOf(filled),
    name: field.name,
    payload: payloadOf(filled) ?? {},
  });
  return list.options;
}

function filtered(options: readonly Option[], text: string): OptionList {
  const sought = text.toLowerCase();
  return { options: options.filter((option) => option.text.toLowerCase().includes(sought)), more: 0 };
}

function toOption(value: unknown, options: NonNullable<PayloadField['options']>): Option {
  const option = options.find((known) => known.value === value);
  const text = toText(value);
  return { text: option?.label ?? text, value: option?.value ?? text };
}

function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === '' ? [] : [value];
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}
