// Types for parts of undici 8, which has declarations for its index only.

declare module 'undici/lib/dispatcher/agent.js' {
  import type { Agent } from 'undici';

  const agent: typeof Agent;
  export = agent;
}

declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool } from 'undici';

  const pool: typeof Pool;
  export = pool;
}

declare module 'undici/lib/core/symbols.js' {
  /** The session of a client that speaks HTTP/2. */
  export const kHTTP2Session: unique symbol;
  /** The HTTP/1 parser of a socket (client-h1.js). */
  export const kParser: unique symbol;
}
