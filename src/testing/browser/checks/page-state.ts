import assert from 'node:assert/strict';

import type { Page } from 'playwright-core';

import type { BrowserStage } from '../browser-check.ts';

/** Presses "Save & test", and waits for the box beneath. */
export async function saveAndTest(page: Page): Promise<{ readonly status: string; readonly message: string }> {
  await page.getByRole('button', { name: /^Save & test$/i }).click();
  const box = page.locator('#answer .host-alert');
  await box.waitFor();
  return { status: (await box.getAttribute('data-status')) ?? '', message: await box.innerText() };
}

/** Waits for a result with this title or table, and says how many rows it has. */
export async function rowsOf(page: Page, title: string | RegExp): Promise<number> {
  const result = page.locator('#result[data-state="done"] figure', {
    has: page.locator('figcaption', { hasText: title }),
  });
  await result.first().waitFor();
  return Number(await result.first().getAttribute('data-rows'));
}

export async function columnsOf(page: Page): Promise<readonly string[]> {
  return await page.locator('#result[data-state="done"] figure').first().locator('th').allInnerTexts();
}

export async function figureCount(page: Page): Promise<number> {
  return await page.locator('#result[data-state="done"] figure').count();
}

/** Waits for the error that the result shows. */
export async function resultError(page: Page): Promise<string> {
  const box = page.locator('#result[data-state="error"] .host-alert');
  await box.waitFor();
  return await box.innerText();
}

/** A screenshot, and what axe says of the page as it is now. */
export async function lookAt({ session }: BrowserStage, page: Page, name: string): Promise<void> {
  await session.screenshot(page, name);
  const problems = await session.findAccessibilityProblems(page);
  assert.equal(problems.join('\n'), '', `serious or critical findings of axe on the page "${name}"`);
}
