import { describe, expect, it } from '@jest/globals';

import { debianLicences } from '../../executable/linux/bundled-libraries.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

/** Links, of Debian 12. */
const newest: Readonly<Record<string, string>> = { GPL: 'GPL-3', LGPL: 'LGPL-3' };

describe('thirdPartyNotices', () => {
  it('has every licence text that the notices of the libraries refer to', async () => {
    const text = await thirdPartyNotices([]);
    const named = [...text.matchAll(/\/usr\/share\/common-licenses\/([A-Z][\w.-]*\w)/gi)].map(([, name = '']) => name);
    const wanted = new Set(named.map((name) => newest[name] ?? name));
    expect([...wanted].sort()).toEqual([...debianLicences].sort());
    for (const name of debianLicences)
      expect(text).toContain(`${name}, as /usr/share/common-licenses/${name} of Debian\n====`);
    expect(text).toContain('GNU GENERAL PUBLIC LICENSE\n                       Version 2, June 1991');
    expect(text).toContain('GNU LIBRARY GENERAL PUBLIC LICENSE\n                       Version 2, June 1991');
    expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007');
  });
});
