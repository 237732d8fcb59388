const pe32Plus = 0x20b;
const optionalHeader = 24;
const checksumField = 64;
const directoryCountField = 108;
const securityDirectory = 112 + 4 * 8;

/**
 * Makes a signed 64-bit PE file an unsigned one, in place. Node.js comes signed (Authenticode); the injection leaves the reference to
 * that signature behind, which then points into other data, and a signature that cannot be read looks worse to Windows than none.
 * The checksum covers the whole file too; zero says that there is none. Layout as in Microsoft's PE format.
 * @throws when the bytes are not such a file
 */
export function unsignPe(file: Buffer): void {
  const header = file.readUInt16LE(0) === 0x5a4d ? file.readUInt32LE(0x3c) : 0;
  const optional = header + optionalHeader;
  if (file.readUInt32LE(header) !== 0x4550 || file.readUInt16LE(optional) !== pe32Plus) {
    throw new Error(`expected a 64-bit PE file, but got one that begins with ${file.toString('hex', 0, 8)}`);
  }
  if (file.readUInt32LE(optional + directoryCountField) > 4) {
    file.fill(0, optional + securityDirectory, optional + securityDirectory + 8);
  }
  file.writeUInt32LE(0, optional + checksumField);
}
