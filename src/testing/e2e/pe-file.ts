/** What the checks here want to know of a Windows executable; layout as in Microsoft's PE format. */
export interface PeFile {
  readonly machine: number;
  readonly subsystem: number;
  /** By their number: 2 are the resources, 4 is the signature. */
  readonly directories: readonly Place[];
  /** What the loader would object to. */
  readonly problems: readonly string[];
}

interface Place {
  readonly address: number;
  readonly size: number;
}

interface Section {
  readonly name: string;
  readonly memory: Place;
  readonly file: Place;
}

/** Reads a 64-bit PE file. */
export function readPe(bytes: Buffer): PeFile {
  const header = bytes.readUInt32LE(0x3c);
  const optional = header + 24;
  const sections = readSections(bytes, header);
  const directories = Array.from({ length: bytes.readUInt32LE(optional + 108) }, (_, index) =>
    readPlace(bytes, optional + 112 + index * 8),
  );
  const imageSize = bytes.readUInt32LE(optional + 56);
  return {
    machine: bytes.readUInt16LE(header + 4),
    subsystem: bytes.readUInt16LE(optional + 68),
    directories,
    problems: [
      ...(bytes.toString('latin1', header, header + 4) === 'PE\0\0' ? [] : ['no PE header']),
      ...(bytes.readUInt16LE(optional) === 0x20b ? [] : ['not a 64-bit PE file']),
      ...sections.flatMap((section, index) => checkSection(section, sections[index - 1], bytes.length)),
      ...directories.flatMap((place, index) => checkDirectory(place, index, sections)),
      ...(end(sections.at(-1)?.memory) <= imageSize ? [] : ['sections end beyond the size of the image']),
    ],
  };
}

function readSections(bytes: Buffer, header: number): readonly Section[] {
  const first = header + 24 + bytes.readUInt16LE(header + 20);
  return Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, index) => {
    const at = first + index * 40;
    return {
      name: bytes.toString('latin1', at, at + 8).replace(/\0+$/, ''),
      memory: { size: bytes.readUInt32LE(at + 8), address: bytes.readUInt32LE(at + 12) },
      file: { size: bytes.readUInt32LE(at + 16), address: bytes.readUInt32LE(at + 20) },
    };
  });
}

function readPlace(bytes: Buffer, at: number): Place {
  return { address: bytes.readUInt32LE(at), size: bytes.readUInt32LE(at + 4) };
}

function checkSection(section: Section, previous: Section | undefined, fileSize: number): readonly string[] {
  return [
    ...(end(section.file) > fileSize ? [`${section.name} ends beyond the file`] : []),
    ...(section.file.address < end(previous?.file) ? [`${section.name} overlaps another section in the file`] : []),
    ...(section.memory.address < end(previous?.memory) ? [`${section.name} overlaps another section in memory`] : []),
  ];
}

/** The signature's place is one in the file, every other one is in memory. */
function checkDirectory(place: Place, index: number, sections: readonly Section[]): readonly string[] {
  const inside = sections.some(({ memory }) => place.address >= memory.address && end(place) <= end(memory));
  return index === 4 || place.size === 0 || inside ? [] : [`directory ${index} lies in no section`];
}

function end(place: Place | undefined): number {
  return place === undefined ? 0 : place.address + place.size;
}
