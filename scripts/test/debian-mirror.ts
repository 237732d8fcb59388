/**
 * Finds the mirror that apt takes a Debian release from, in the text of /etc/apt's `sources.list` (one line each) or of a
 * `.sources` file (paragraphs).
 * @param codename of the running release, such as `bookworm`; entries for its updates have another suite
 */
export function findDebianMirror(sources: string, codename: string): string | undefined {
  const entries = sources.split(/\n\s*\n/).flatMap((text) => [...oneLineEntries(text), ...paragraphEntry(text)]);
  return entries.find(({ suites }) => suites.includes(codename))?.uri.replace(/\/$/, '');
}

interface SourceEntry {
  readonly uri: string;
  readonly suites: readonly string[];
}

function oneLineEntries(text: string): readonly SourceEntry[] {
  return [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s*)?(https?:\S+)\s+(\S+)/gm)].map(([, uri = '', suite = '']) => ({
    uri,
    suites: [suite],
  }));
}

function paragraphEntry(text: string): readonly SourceEntry[] {
  const uri = field(text, 'URIs').find((candidate) => candidate.startsWith('http'));
  return uri === undefined ? [] : [{ uri, suites: field(text, 'Suites') }];
}

function field(text: string, name: string): readonly string[] {
  const line = new RegExp(`^${name}:(.*)$`, 'm').exec(text);
  return line?.[1]?.trim().split(/\s+/) ?? [];
}
