/**
 * Removes what the host's environment has for libraries that are used here as well, in other programs: `GRPC_TRACE` would fill the log,
 * `UNDICI_USE_MILO` would take an HTTP parser that is not there; and what Node.js looks at with each connection: certificates are checked unless a
 * data source says otherwise. To be called before any of them is loaded. What is for Node.js is read
 * before any code of ours; on Linux the executable's first code takes it away (`scripts/executable/linux/start/stub.c`).
 */
export function removeForeignVariables(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(variables)) {
    if (/^(?:grpc|undici|buf)_|^no_grpc_proxy$|^jest_worker_id$|^node_tls_reject_unauthorized$/i.test(name))
      Reflect.deleteProperty(variables, name);
  }
}
