/** The `[value, time]` pairs of one array, in the order in which they came. */
export interface ScannedPoints {
  /** As they were written, in any unit. Like `values`, a part of an array that other series may share. */
  readonly times: Float64Array;
  /** NaN for null: JSON knows no NaN. */
  readonly values: Float64Array;
  readonly hasNulls: boolean;
}

/**
 * Stores the points of an answer in two arrays that its series share. Their length is estimated from the points per byte so far, so that they
 * seldom grow more than once. Room that stays empty costs no memory: the system provides a page when it is first written to.
 */
export class PointStore {
  times: Float64Array;
  values: Float64Array;
  /** How many points these arrays hold, series that are finished included. */
  count = 0;
  /** Whether a value since `open` may be null. */
  hasNulls = false;
  readonly #bodyLength: number;
  /** Where the series that is being read begins. */
  #first = 0;
  /** How many points are in earlier arrays, which are full. */
  #left = 0;

  /** @param bodyLength in bytes. */
  constructor(bodyLength: number) {
    this.#bodyLength = bodyLength;
    const capacity = Math.min(firstCapacity, Math.ceil(bodyLength / usualPointBytes));
    // One buffer for both: a short answer's arrays take longer to make than to fill.
    const buffer = new ArrayBuffer(2 * capacity * Float64Array.BYTES_PER_ELEMENT);
    this.times = new Float64Array(buffer, 0, capacity);
    this.values = new Float64Array(buffer, capacity * Float64Array.BYTES_PER_ELEMENT, capacity);
  }

  /** Begins a series. */
  open(): void {
    this.#first = this.count;
    this.hasNulls = false;
  }

  /** The points since `open`. */
  close(): ScannedPoints {
    const times = this.times.subarray(this.#first, this.count);
    return { times, values: this.values.subarray(this.#first, this.count), hasNulls: this.hasNulls };
  }

  /** Makes room for one more point at least. @param bytesRead of the body. */
  makeRoom(bytesRead: number): void {
    if (this.count < this.times.length) return;
    const unfinished = this.count - this.#first;
    this.#left += this.#first;
    const bytesLeft = this.#bodyLength - bytesRead;
    const expected = ((this.#left + unfinished) / bytesRead) * bytesLeft * 1.02;
    const more = Math.max(firstCapacity, unfinished / 2, Math.min(expected, bytesLeft / minPointBytes));
    this.times = moved(this.times.subarray(this.#first), unfinished + Math.ceil(more));
    this.values = moved(this.values.subarray(this.#first), this.times.length);
    this.#first = 0;
    this.count = unfinished;
  }
}

const firstCapacity = 1024;
/** `[1,1714543200],` and longer: a short answer seldom grows, and takes no more memory than it needs. */
const usualPointBytes = 15;
/** `[1,2],` */
const minPointBytes = 6;

function moved(points: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(points);
  return larger;
}
