import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';

import type { SettingsModel } from '../../../shared/settings-model.ts';
import type { Secret } from '../../controls/SecretField.tsx';

export type EditorProps = DataSourcePluginOptionsEditorProps<SettingsModel>;

type Options = EditorProps['options'];

/** A data source's settings with the ways to change them. */
export interface SettingsForm {
  readonly options: Options;
  readonly json: SettingsModel;
  /** Provisioned from a file: shown, not changed. */
  readonly disabled: boolean;
  /** Changes fields beside `jsonData`. */
  readonly set: (changes: Partial<Options>) => void;
  /** Changes fields in `jsonData`; undefined takes one away. */
  readonly setJson: (changes: Readonly<Record<string, unknown>>) => void;
  readonly secret: (name: string) => Secret;
}

export function createSettingsForm({ options, onOptionsChange }: EditorProps): SettingsForm {
  const set = (changes: Partial<Options>): void => {
    onOptionsChange({ ...options, ...changes });
  };
  return {
    options,
    json: options.jsonData,
    disabled: options.readOnly === true,
    set,
    setJson: (changes) => {
      set({ jsonData: withJson(options.jsonData, changes) });
    },
    secret: (name) => ({
      isConfigured: options.secureJsonFields?.[name] === true,
      value: options.secureJsonData?.[name] ?? '',
      set: (value) => {
        set({ secureJsonData: { ...options.secureJsonData, [name]: value } });
      },
      reset: () => {
        set(withoutSecret(options, name));
      },
    }),
  };
}

/** `jsonData` with fields changed; what is undefined or empty is not stored at all. */
export function withJson(json: SettingsModel, changes: Readonly<Record<string, unknown>>): SettingsModel {
  const fields: readonly (readonly [string, unknown])[] = Object.entries({ ...json, ...changes });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== '')) as SettingsModel;
}

/** What makes Grafana forget a secret: an empty one in its place. */
export function withoutSecret(
  { secureJsonData, secureJsonFields }: Options,
  name: string,
): Pick<Options, 'secureJsonData' | 'secureJsonFields'> {
  return {
    secureJsonData: { ...secureJsonData, [name]: '' },
    secureJsonFields: { ...secureJsonFields, [name]: false },
  };
}
