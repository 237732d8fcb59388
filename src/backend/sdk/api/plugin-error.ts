/** Whose fault it was, in Grafana's terms: ours, or that of the server behind us or whoever configured it. */
export type ErrorSource = 'plugin' | 'downstream';

export interface PluginErrorOptions {
  readonly errorSource: ErrorSource;
  /** An HTTP status. */
  readonly status: number;
  readonly cause?: unknown;
}

/** An error that a person may read as it is: says what was expected, what came and what to do, and holds no secret. */
export class PluginError extends Error {
  readonly errorSource: ErrorSource;
  readonly status: number;

  constructor(message: string, { errorSource, status, cause }: PluginErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PluginError';
    this.errorSource = errorSource;
    this.status = status;
  }

  /** Anything thrown as a PluginError: one of ours as it is, anything else as a fixed sentence with the original as its cause. */
  static from(error: unknown): PluginError {
    if (error instanceof PluginError) return error;
    return new PluginError("internal error of the data source plugin; Grafana's log has the details", {
      errorSource: 'plugin',
      status: 500,
      cause: error,
    });
  }
}
