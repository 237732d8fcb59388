import {
  elfFileOffset,
  elfSection,
  elfSectionHeader,
  findElfSection,
  findElfSymbol,
  parseElf,
  readElfString,
  readLong,
  type Elf,
} from './elf.ts';

const library = 'libatomic.so.1';
const wanted = '__atomic_compare_exchange';
/** `_As_JSDataView(unsigned long)`: V8 exports it for debuggers only, and no code calls it. */
const replaceable = '_Z14_As_JSDataViewm';

/**
 * Makes a Linux Node.js run where `libatomic.so.1` is not installed, in place. Node.js needs it since version 25, for one function,
 * which V8 calls for values of 8 bytes only; systems without a compiler (Debian, Ubuntu, Grafana's own images) do not have it, and
 * the plugin would end before its first instruction. The function's few instructions replace one that only debuggers call.
 * Files that do not need the library are left alone.
 * @throws when the file needs more of the library than this
 */
export function dropLibatomic(bytes: Buffer): void {
  const elf = parseElf(bytes);
  if (!removeNeeded(elf)) {
    return;
  }
  removeVersionNeed(elf);
  const [from, to] = [findElfSymbol(elf, wanted), findElfSymbol(elf, replaceable)];
  const code = compareExchange8[elf.machine];
  if (from === undefined || to === undefined || to.size < code.length) {
    throw new Error(
      `expected Node.js to need ${wanted} of ${library} and to have ${replaceable}, but it does not; ` +
        'see whether this version still needs the library, and for what (readelf --dyn-syms)',
    );
  }
  code.copy(bytes, elfFileOffset(elf, to.address));
  redirectRelocations(elf, from.index, to.index);
}

/**
 * `bool __atomic_compare_exchange(size_t size, void *object, void *expected, void *desired, int, int)` for a size of 8; any other
 * size ends the process, which is better than a wrong answer.
 */
const compareExchange8 = {
  // endbr64; cmp rdi,8; jne trap; mov rax,[rdx]; mov rcx,[rcx]; lock cmpxchg [rsi],rcx; mov [rdx],rax; sete al; ret; trap: ud2
  x64: Buffer.from('f30f1efa4883ff087512488b02488b09f0480fb10e4889020f94c0c30f0b', 'hex'),
  // bti c; cmp x0,8; b.ne trap; ldr x8,[x2]; ldr x9,[x3];
  // again: ldaxr x10,[x1]; cmp x10,x8; b.ne other; stlxr w11,x9,[x1]; cbnz w11,again; mov w0,1; ret;
  // other: clrex; str x10,[x2]; mov w0,0; ret; trap: brk 1
  arm64: Buffer.from(
    '5f2403d51f2000f1c1010054480040f9690040f92afc5fc85f0108eba100005429fc0bc88bffff35' +
      '20008052c0035fd65f3f03d54a0000f900008052c0035fd6200020d4',
    'hex',
  ),
};

const dynamicTag = { needed: 1, versionNeeds: 0x6ffffffe, versionNeedCount: 0x6fffffff };

/** @returns whether the library was needed. */
function removeNeeded(elf: Elf): boolean {
  const { bytes } = elf;
  const { offset, size } = findElfSection(elf, elfSection.dynamic);
  const entry = findDynamic(elf, (tag, value) => tag === dynamicTag.needed && readElfString(elf, value) === library);
  if (entry === undefined) {
    return false;
  }
  bytes.copy(bytes, entry, entry + 16, offset + size);
  bytes.fill(0, offset + size - 16, offset + size);
  return true;
}

/** Takes the library's versions out of the chain that the loader checks before anything else. */
function removeVersionNeed(elf: Elf): void {
  const { bytes } = elf;
  const section = findElfSection(elf, elfSection.versionNeeds);
  let previous: number | undefined;
  for (let at = section.offset; ; at += bytes.readUInt32LE(at + 12)) {
    const next = bytes.readUInt32LE(at + 12);
    if (readElfString(elf, bytes.readUInt32LE(at + 4)) === library) {
      if (previous === undefined) moveVersionNeeds(elf, next);
      else bytes.writeUInt32LE(next === 0 ? 0 : bytes.readUInt32LE(previous + 12) + next, previous + 12);
      break;
    }
    if (next === 0) return;
    previous = at;
  }
  const count = findDynamic(elf, (tag) => tag === dynamicTag.versionNeedCount);
  if (count !== undefined) bytes.writeBigUInt64LE(bytes.readBigUInt64LE(count + 8) - 1n, count + 8);
  const info = section.header + elfSectionHeader.info;
  bytes.writeUInt32LE(bytes.readUInt32LE(info) - 1, info);
}

/** Lets the chain begin this much later. */
function moveVersionNeeds(elf: Elf, by: number): void {
  const { header } = findElfSection(elf, elfSection.versionNeeds);
  const start = findDynamic(elf, (tag) => tag === dynamicTag.versionNeeds);
  const changes: readonly (readonly [number | undefined, number])[] = [
    [start === undefined ? undefined : start + 8, by],
    [header + elfSectionHeader.address, by],
    [header + elfSectionHeader.offset, by],
    [header + elfSectionHeader.size, -by],
  ];
  for (const [at, change] of changes) {
    if (at !== undefined) elf.bytes.writeBigUInt64LE(elf.bytes.readBigUInt64LE(at) + BigInt(change), at);
  }
}

/** The symbol itself stays, undefined; without a relocation nobody looks for it. */
function redirectRelocations(elf: Elf, from: number, to: number): void {
  for (const { type, offset, size } of elf.sections) {
    if (type !== elfSection.rela) continue;
    for (let at = offset; at < offset + size; at += 24) {
      if (elf.bytes.readUInt32LE(at + 12) === from) elf.bytes.writeUInt32LE(to, at + 12);
    }
  }
}

/** Where the first entry of the dynamic section lies that fits. */
function findDynamic(elf: Elf, fits: (tag: number, value: number) => boolean): number | undefined {
  const { offset, size } = findElfSection(elf, elfSection.dynamic);
  for (let at = offset; at < offset + size; at += 16) {
    if (fits(readLong(elf.bytes, at), readLong(elf.bytes, at + 8))) return at;
  }
  return undefined;
}
