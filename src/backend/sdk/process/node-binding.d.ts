/** Of Node.js itself, there for threads that are started with --expose-internals. */
declare module 'internal/test/binding' {
  export function internalBinding(name: 'signal_wrap'): {
    readonly Signal: new () => {
      /** Called on the loop of the thread that made it. */
      onsignal: (signal: number) => void;
      /** Another number than 0 when the system has no such signal. */
      start(signal: number): number;
    };
  };
}
