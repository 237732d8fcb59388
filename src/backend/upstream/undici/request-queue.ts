/** First in, first out. Takes no memory while it is empty. */
export class RequestQueue<Request> {
  #waiting: Request[] = [];
  #taken = 0;

  isEmpty(): boolean {
    return this.#taken === this.#waiting.length;
  }

  push(request: Request): void {
    this.#waiting.push(request);
  }

  /** @returns null when nothing waits. */
  shift(): Request | null {
    const request = this.#waiting[this.#taken];
    if (request === undefined) return null;
    this.#taken += 1;
    // Only when half of the array is used up: then no more requests are copied than were taken.
    if (this.#taken * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#taken);
      this.#taken = 0;
    }
    return request;
  }
}
