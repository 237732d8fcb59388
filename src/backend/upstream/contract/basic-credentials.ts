/** User and password as HTTP's Basic scheme has them (RFC 7617), without the scheme's name. */
export function basicCredentials(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
