import type { Page } from 'playwright-core';

import type { EditorDriver } from './editor-driver.ts';

export const angularDriver: EditorDriver = {
  async fillSetting(page, label, text) {
    await page.getByLabel(label, { exact: true }).fill(text);
  },
  async openSection() {
    // Everything is in sight.
  },
  async switchOn(page, label) {
    await page.getByRole('checkbox', { name: label }).check();
  },
  async pickMetric(page, typed, metric) {
    await typeInDropdown(page, typed);
    await page.locator('gf-form-dropdown').getByRole('button', { name: metric, exact: true }).click();
  },
  async typeMetric(page, metric) {
    await typeInDropdown(page, metric);
    await page.locator('gf-form-dropdown input').press('Enter');
  },
  async chooseFormat(page, format) {
    await page.getByLabel('Format', { exact: true }).selectOption(format);
  },
  async fillAlias(page, alias) {
    await commit(page, 'Alias', alias);
  },
  async fillPayload(page, payload) {
    await commit(page, 'Payload', payload);
  },
  async fetchVariable(page, query) {
    await commit(page, 'Query', query);
  },
  async fetchAnnotations(page, query) {
    await commit(page, 'Annotation query', query);
    await page.getByRole('button', { name: 'Update' }).click();
  },
};

async function typeInDropdown(page: Page, text: string): Promise<void> {
  await page.locator('gf-form-dropdown button').first().click();
  await page.locator('gf-form-dropdown input').pressSequentially(text);
}

async function commit(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.blur();
}
