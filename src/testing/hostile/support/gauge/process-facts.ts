import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessMemory {
  readonly residentMiB: number;
  /** The most so far. */
  readonly peakMiB: number;
}

/** Undefined where there is no /proc, or no such process any more. */
export function memoryOf(pid: number): ProcessMemory | undefined {
  const text = read(`/proc/${String(pid)}/status`);
  const kibibytes = (name: string): number | undefined => {
    const [, found] = new RegExp(String.raw`^${name}:\s+(\d+) kB$`, 'm').exec(text ?? '') ?? [];
    return found === undefined ? undefined : Number(found);
  };
  const [resident, peak] = [kibibytes('VmRSS'), kibibytes('VmHWM')];
  return resident === undefined || peak === undefined
    ? undefined
    : { residentMiB: resident / 1024, peakMiB: peak / 1024 };
}

/** CPU time that the first thread of a process has had; undefined where the system does not say. */
export function mainThreadCpuMs(pid: number): number | undefined {
  const [nanoseconds] = read(`/proc/${String(pid)}/task/${String(pid)}/schedstat`)?.split(' ') ?? [];
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}

/** CPU time that all threads of a process have had, to some ms. */
export function processCpuMs(pid: number): number {
  // The second field, a name, may hold anything; of what follows it, the 12th and 13th are ticks of 10 ms.
  const fields = (read(`/proc/${String(pid)}/stat`) ?? '').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** TCP ports that a process listens on, of whatever address. */
export function listeningPorts(pid: number): readonly number[] {
  const folder = `/proc/${String(pid)}/fd`;
  const inodes = readdirSync(folder).flatMap((name) => /^socket:\[(\d+)\]$/.exec(link(`${folder}/${name}`))?.[1] ?? []);
  const lines = ['tcp', 'tcp6'].flatMap((name) => read(`/proc/net/${name}`)?.split('\n') ?? []);
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === listening && inodes.includes(inode) ? [parseInt(local.split(':')[1] ?? '', 16)] : [];
  });
}

const listening = '0A';

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
