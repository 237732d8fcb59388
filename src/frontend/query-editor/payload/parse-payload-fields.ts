import type { PayloadField } from '../../../shared/resource-routes.ts';

const types = ['input', 'select', 'multi-select', 'textarea'] as const;

/** The fields of a payload's form as a server describes them; what is no field is left out. */
export function parsePayloadFields(described: readonly unknown[]): readonly PayloadField[] {
  return described.flatMap((field) =>
    typeof field === 'object' && field !== null ? parseField(field as Described) : [],
  );
}

function parseField({ name, type, options, reloadMetric, defaultValue, ...looks }: Described): readonly PayloadField[] {
  if (typeof name !== 'string' || name === '') return [];
  return [
    {
      name,
      type: types.find((known) => known === type) ?? 'input',
      ...(Array.isArray(options) && { options: options.flatMap(parseOption) }),
      ...(defaultValue !== undefined && { defaultValue }),
      reloadMetric: reloadMetric === true,
      ...parseLooks(looks),
    },
  ];
}

function parseLooks({
  label,
  placeholder,
  width,
}: Pick<Described, 'label' | 'placeholder' | 'width'>): Pick<PayloadField, 'label' | 'placeholder' | 'width'> {
  return {
    ...(typeof label === 'string' && label !== '' && { label }),
    ...(typeof placeholder === 'string' && { placeholder }),
    ...(typeof width === 'number' && width > 0 && { width }),
  };
}

type Described = Readonly<Record<keyof PayloadField, unknown>>;

type FieldOption = NonNullable<PayloadField['options']>[number];

function parseOption(option: unknown): readonly FieldOption[] {
  if (isValue(option)) return [{ value: option }];
  if (typeof option !== 'object' || option === null) return [];
  const { value, label } = option as { readonly value?: unknown; readonly label?: unknown };
  if (!isValue(value)) return [];
  return [{ value, ...(typeof label === 'string' && { label }) }];
}

function isValue(value: unknown): value is FieldOption['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
