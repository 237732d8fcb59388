/**
 * Takes the data of every language but English out of the ICU that is built into a Node.js, in place: all zeros, it hardly counts
 * in an archive (6 MB of 42). What depends on a language falls back to ICU's root then, as in a Node.js that is configured with
 * `--with-intl=small-icu`; time zones, character sets and Unicode's properties stay.
 * @throws when there is not one package of data as ICU describes it
 */
export function trimIcuData(bytes: Buffer): void {
  const start = findPackage(bytes);
  const items = readItems(bytes, start);
  const kept = items.filter(({ name }) => !isDispensable(name));
  for (const [i, { name, entry }] of items.entries()) {
    const next = items[i + 1];
    // Only the package's end, which is written nowhere, would tell the last one's.
    if (next === undefined || !isDispensable(name)) continue;
    bytes.fill(0, start + entry.readUInt32LE(4), start + next.entry.readUInt32LE(4));
  }
  bytes.writeUInt32LE(kept.length, start);
  Buffer.concat(kept.map(({ entry }) => entry)).copy(bytes, start + 4);
}

interface Item {
  /** Behind the package's own name: `coll/de.res`. */
  readonly name: string;
  /** A copy of its line of the table of contents: where its name and its data are, from the table's start. */
  readonly entry: Buffer;
}

/** UDataInfo of a little-endian package in ASCII (ICU, udata.h): its size, 0, properties of the platform, "CmnD". */
const packageInfo = Buffer.concat([Buffer.from('1400000000000200', 'hex'), Buffer.from('CmnD')]);

/** @returns where the table of contents starts (ICU, ucmndata.h). */
function findPackage(bytes: Buffer): number {
  const info = bytes.indexOf(packageInfo);
  const headerAt = info - 4;
  const isHeader = info >= 4 && bytes.readUInt16BE(headerAt + 2) === 0xda27;
  if (!isHeader || bytes.includes(packageInfo, info + 1)) {
    throw new Error('expected one package of ICU data in this Node.js, found none or several; see how it is built now');
  }
  return headerAt + bytes.readUInt16LE(headerAt);
}

function readItems(bytes: Buffer, start: number): readonly Item[] {
  const count = bytes.readUInt32LE(start);
  return Array.from({ length: count }, (_, i) => {
    const entry = Buffer.from(bytes.subarray(start + 4 + i * 8, start + 12 + i * 8));
    const nameAt = start + entry.readUInt32LE(0);
    const path = bytes.toString('latin1', nameAt, bytes.indexOf(0, nameAt));
    return { name: path.slice(path.indexOf('/') + 1), entry };
  });
}

/** Whether an item belongs to one language or locale other than English, at the top level or in one of ICU's trees. Items for all languages have longer names. */
function isDispensable(name: string): boolean {
  const language = /^(?:(?:brkitr|coll|curr|lang|rbnf|region|unit|zone)\/)?([a-z]{2,3})(?:_[A-Z0-9]\w*)?\.res$/.exec(
    name,
  )?.[1];
  return language !== undefined && language !== 'en';
}
