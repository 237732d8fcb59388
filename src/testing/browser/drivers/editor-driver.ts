import type { Page } from 'playwright-core';

/** How somebody works the plugin's editors; the two generations of pages look different and do the same. */
export interface EditorDriver {
  /** Types into a field of the settings, by its label. */
  fillSetting(page: Page, label: string, text: string): Promise<void>;
  /** Opens a part of the settings that starts closed. */
  openSection(page: Page, title: string): Promise<void>;
  switchOn(page: Page, label: string): Promise<void>;
  /** Types the beginning of a metric's name and takes the one that is offered. */
  pickMetric(page: Page, typed: string, metric: string): Promise<void>;
  /** Types a metric that is not on the server's list. */
  typeMetric(page: Page, metric: string): Promise<void>;
  chooseFormat(page: Page, format: 'Table' | 'Time series'): Promise<void>;
  fillAlias(page: Page, alias: string): Promise<void>;
  fillPayload(page: Page, payload: string): Promise<void>;
  fetchVariable(page: Page, query: string): Promise<void>;
  fetchAnnotations(page: Page, query: string): Promise<void>;
}
