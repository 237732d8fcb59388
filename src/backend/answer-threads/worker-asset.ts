/** The name under which an executable holds the program of its workers. */
export const workerAsset = 'worker.cjs';
