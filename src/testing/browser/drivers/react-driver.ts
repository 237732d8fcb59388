import type { Page } from 'playwright-core';

import type { EditorDriver } from './editor-driver.ts';

export const reactDriver: EditorDriver = {
  async fillSetting(page, label, text) {
    await page.getByLabel(label, { exact: true }).fill(text);
  },
  async openSection(page, title) {
    await page.locator('summary', { hasText: title }).click();
  },
  async switchOn(page, label) {
    // Grafana's own checkbox lies beneath what is drawn for it.
    await page.getByRole('checkbox', { name: label, exact: true }).check({ force: true });
  },
  async pickMetric(page, typed, metric) {
    await typeInCombo(page, typed);
    await page.getByRole('option', { name: metric, exact: true }).click();
  },
  async typeMetric(page, metric) {
    await typeInCombo(page, metric);
    await metricBox(page).press('Enter');
  },
  async chooseFormat(page, format) {
    await pressRadio(page, 'Format', format);
  },
  async fillAlias(page, alias) {
    await commit(page, 'Alias', alias);
  },
  async fillPayload(page, payload) {
    const json = radio(page, 'Edit payload as', 'JSON');
    const add = page.getByRole('button', { name: 'Add payload' });
    const field = page.getByLabel('Payload', { exact: true });
    await json.or(add).or(field).first().waitFor({ state: 'attached' });
    if ((await json.count()) > 0) await pressRadio(page, 'Edit payload as', 'JSON');
    else if (await add.isVisible()) await add.click();
    await commit(page, 'Payload', payload);
  },
  async fetchVariable(page, query) {
    await commit(page, 'Variable query', query);
  },
  async fetchAnnotations(page, query) {
    await commit(page, 'Annotation query', query);
  },
};

const radio = (page: Page, group: string, name: string) =>
  page.getByRole('group', { name: group, exact: true }).getByRole('radio', { name, exact: true });

/** Where it is drawn; the control itself lies beneath in one version and above in another. */
async function pressRadio(page: Page, group: string, name: string): Promise<void> {
  await page.getByRole('group', { name: group, exact: true }).getByText(name, { exact: true }).click({ force: true });
}

const metricBox = (page: Page) => page.getByRole('combobox', { name: 'Metric', exact: true });

async function typeInCombo(page: Page, text: string): Promise<void> {
  await metricBox(page).click();
  await metricBox(page).fill('');
  await metricBox(page).pressSequentially(text);
}

async function commit(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(text);
  await field.blur();
}
