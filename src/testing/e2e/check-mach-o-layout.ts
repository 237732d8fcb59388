import type { MachOImage, Range, Segment } from './mach-o-image.ts';

/**
 * What the kernel and dyld would object to in the layout: overlapping segments, sections outside their segment, pieces of `__LINKEDIT`
 * that overlap or lie outside of it, a `__LINKEDIT` that is not the end of the file and of memory. Empty when all is well.
 */
export function checkMachOLayout(image: MachOImage): readonly string[] {
  return [
    ...image.problems,
    ...overlaps(image.segments.map((segment) => segment.file)),
    ...overlaps(image.segments.map((segment) => segment.memory)),
    ...overlaps(image.linkedit),
    ...image.segments.flatMap((segment) => checkSegment(segment, image)),
    ...checkLinkedit(image),
  ];
}

function checkSegment(segment: Segment, image: MachOImage): readonly string[] {
  const { name, file, memory } = segment;
  const fileSize = image.bytes.length;
  return [
    ...(file.end > fileSize ? [`${name} ends at ${file.end}, beyond the file's ${fileSize} bytes`] : []),
    ...(file.end - file.start > memory.end - memory.start ? [`${name} is larger in the file than in memory`] : []),
    ...(file.start % image.pageSize !== 0 || memory.start % image.pageSize !== 0
      ? [`${name} does not begin on a page`]
      : []),
    ...segment.sections.flatMap((section) => [
      ...outside(section.memory, memory),
      ...(section.file === undefined ? [] : outside(section.file, file)),
    ]),
  ];
}

function checkLinkedit(image: MachOImage): readonly string[] {
  const linkedit = image.segments.find(({ name }) => name === '__LINKEDIT');
  if (linkedit === undefined) {
    return ['no __LINKEDIT'];
  }
  const highest = Math.max(...image.segments.map(({ memory }) => memory.end));
  return [
    ...(linkedit.file.end === image.bytes.length ? [] : [`__LINKEDIT ends at ${linkedit.file.end}, not with the file`]),
    ...(linkedit.memory.end === highest ? [] : ['__LINKEDIT is not the last segment in memory']),
    ...image.linkedit.flatMap((piece) => outside(piece, linkedit.file)),
    ...(image.signature === undefined || image.signature.end === linkedit.file.end
      ? []
      : ['the signature is not the end of __LINKEDIT']),
  ];
}

function outside(inner: Range, outer: Range): readonly string[] {
  return inner.end === inner.start || (inner.start >= outer.start && inner.end <= outer.end)
    ? []
    : [`${inner.name} at ${inner.start} to ${inner.end} is outside ${outer.name}`];
}

function overlaps(ranges: readonly Range[]): readonly string[] {
  const sorted = ranges.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  return sorted.flatMap((range, index) => {
    const next = sorted[index + 1];
    return next === undefined || range.end <= next.start ? [] : [`${range.name} overlaps ${next.name}`];
  });
}
