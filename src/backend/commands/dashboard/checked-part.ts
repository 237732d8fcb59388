/** One part of a dashboard and what the server made of it. */
export interface CheckedPart {
  /** EMPTY: an answer without data. SKIPPED: not asked. */
  readonly state: 'OK' | 'EMPTY' | 'ERROR' | 'SKIPPED';
  readonly kind: 'variable' | 'annotation' | 'panel';
  /** As the dashboard calls it. */
  readonly name: string;
  readonly refId: string;
  readonly says: string;
}
