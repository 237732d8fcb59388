/** A query as a dashboard or a rule holds it. */
export type SavedModel = Readonly<Record<string, unknown>>;
