/** One part of a dashboard (a variable, an annotation or a query), and the result of asking the server for it. */
export interface CheckedPart {
  /**
   * EMPTY: an answer without data. SKIPPED: not asked, since it is for another data source, hidden or switched off. Not asked either, but the user has to
   * do something about them: LEFT OUT cannot be migrated; OTHER is for another URL; ANEW has to be created again.
   */
  readonly state: 'OK' | 'EMPTY' | 'ERROR' | 'SKIPPED' | 'LEFT OUT' | 'OTHER' | 'ANEW';
  readonly kind: 'variable' | 'annotation' | 'panel';
  /** Its name in the dashboard. */
  readonly name: string;
  readonly refId: string;
  readonly says: string;
}
