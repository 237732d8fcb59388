import type { Settings } from '../settings/settings.ts';

/** Why a data source cannot have streams; undefined where it can. All viewers share a stream, so that it cannot depend on the user. */
export function liveRefusal({ identityTokens, cookies }: Settings['forwarding']): string | undefined {
  const reason = identityTokens ? 'oauthPassThru' : cookies.length > 0 ? 'keepCookies' : undefined;
  if (reason === undefined) return undefined;
  return `Live is off: this data source asks its server as whoever looks (${reason}), but all viewers of a live panel share one stream`;
}
