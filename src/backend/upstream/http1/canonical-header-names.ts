/** @returns what writes the names in the head of a request as Go and browsers do: `content-length:` as `Content-Length:` */
export function createHeaderNames(): (head: string) => string {
  const known = new Map<string, string>();
  const canonical = (name: string): string => {
    const written = known.get(name) ?? name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
    known.set(name, written);
    return written;
  };
  return (head) => head.replaceAll(/(?<=\n)[^:\r\n]{1,1000}(?=:)/g, canonical);
}
