/** One part of a dashboard and what the server made of it. */
export interface CheckedPart {
  /**
   * EMPTY: an answer without data. SKIPPED: not for this server, hidden or switched off. Not asked either, and to be seen to: LEFT OUT, which cannot be
   * migrated; OTHER, which is for another URL; ANEW, which has to be made anew.
   */
  readonly state: 'OK' | 'EMPTY' | 'ERROR' | 'SKIPPED' | 'LEFT OUT' | 'OTHER' | 'ANEW';
  readonly kind: 'variable' | 'annotation' | 'panel';
  /** As the dashboard calls it. */
  readonly name: string;
  readonly refId: string;
  readonly says: string;
}
