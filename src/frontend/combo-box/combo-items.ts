import type { Option } from '../../shared/resource-routes.ts';

/** One line of the menu: an option, or what has been typed as it is. */
export interface ComboItem {
  readonly label: string;
  readonly option: Option;
  readonly isCustom: boolean;
}

/** What the menu lists: what has been typed, unless an option says the same, then the options. */
export function comboItems(typed: string, options: readonly Option[]): readonly ComboItem[] {
  const items = options.map((option) => ({ label: option.text, option, isCustom: false }));
  return typed.trim() === '' || options.some(({ text }) => text === typed) ? items : [customItem(typed), ...items];
}

export function customItem(typed: string): ComboItem {
  return { label: `Use “${typed}”`, option: { text: typed, value: typed }, isCustom: true };
}

/**
 * The line that Enter takes before anybody has moved: what was typed to the letter, else the first option with it in its
 * name, else the text itself. None while a text stands there that the server does not offer and nobody has touched.
 */
export function firstActive(text: string, items: readonly ComboItem[]): number {
  const same = items.findIndex(({ option, isCustom }) => !isCustom && option.text.toLowerCase() === text.toLowerCase());
  if (same >= 0) return same;
  if (items[0]?.isCustom === true)
    return Math.max(
      0,
      items.findIndex(({ option, isCustom }) => !isCustom && isAbout(option, text)),
    );
  return text === '' ? 0 : -1;
}

/** Of the options found for an earlier text, those that the present one can still mean. */
export function stillMeant(typed: string, options: readonly Option[]): readonly Option[] {
  return options.filter((option) => isAbout(option, typed));
}

function isAbout({ text, value }: Option, typed: string): boolean {
  const names = [text, String(value)].map((name) => name.toLowerCase());
  const words = typed.toLowerCase().split(/\s+/);
  return words.every((word) => names.some((name) => name.includes(word)));
}
