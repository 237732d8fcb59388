/** What starts a program in a control group of its own, of either version. Only root may. */
export function throughMemoryGroup(mebibytes: number): readonly string[] {
  const name = `simple-json-hostile-${String(mebibytes)}`;
  const script = [
    `if [ -d /sys/fs/cgroup/memory ]; then d=/sys/fs/cgroup/memory/${name}; limit=memory.limit_in_bytes`,
    `else d=/sys/fs/cgroup/${name}; limit=memory.max; fi`,
    `mkdir -p $d && echo ${String(mebibytes)}M > $d/$limit && echo $$ > $d/cgroup.procs && exec "$0"`,
  ];
  return ['/bin/sh', '-c', script.join('\n')];
}
