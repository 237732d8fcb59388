/** An answer with another status than 200; the message reaches the caller as `{"message": …}`. */
export class HttpError extends Error {
  readonly status: number;

  /** `status` is 400 unless told: the request is wrong, and the message says what was expected. */
  constructor(message: string, status = 400) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
  }
}
