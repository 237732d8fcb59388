import { writeFully } from './write-fully.ts';

export interface LineWriterOptions {
  /** 2 for stderr. */
  readonly descriptor: number;
  /** Called once, when nobody reads the other end any more; from then on lines are dropped. */
  readonly onBroken: () => void;
}

/** Writes whole lines; one that a full pipe took only in part is ended, so that it does not spoil the next. */
export function createLineWriter({ descriptor, onBroken }: LineWriterOptions): (line: string) => void {
  let insideLine = false;
  let broken = false;
  return (line) => {
    if (broken) return;
    const { outcome, writtenBytes } = writeFully(descriptor, insideLine ? `\n${line}` : line);
    if (outcome === 'written') insideLine = false;
    else if (writtenBytes > 0) insideLine = true;
    if (outcome === 'broken') {
      broken = true;
      onBroken();
    }
  };
}
