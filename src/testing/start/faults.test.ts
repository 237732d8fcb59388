import { describe, expect, it } from '@jest/globals';

import { openStartStage, places, type PlaceOptions } from './start-stage.ts';

const supplyFails =
  'cannot start: this system lacks a library that the plugin brings along, but neither memfd_create, /tmp nor /dev/shm takes an executable file: ';
const noMemfd = { refuse: 'memfd_create' };

/** What a system may refuse, and what becomes of the plugin where nothing has to be supplied, and where all has. */
const faults: readonly { what: string; options: PlaceOptions; Debian: string; empty: string }[] = [
  { what: 'vm.memfd_noexec=1', options: { changes: ['memfd-noexec-1'] }, Debian: 'starts', empty: 'starts' },
  { what: 'vm.memfd_noexec=2', options: { changes: ['memfd-noexec-2'] }, Debian: 'starts', empty: 'starts' },
  { what: 'read-only, no /tmp', options: { changes: ['read-only', 'no-tmp'] }, Debian: 'starts', empty: 'starts' },
  { what: 'noexec /tmp', options: { changes: ['noexec-tmp'] }, Debian: 'starts', empty: 'starts' },
  { what: 'nothing in /etc', options: { changes: ['no-etc'] }, Debian: 'starts', empty: 'starts' },
  { what: 'memfd_create refused', options: noMemfd, Debian: 'starts', empty: 'starts' },
  {
    what: 'memfd_create refused, read-only, no /tmp, /dev/shm that allows exec',
    options: { ...noMemfd, changes: ['read-only', 'no-tmp', 'exec-shm'] },
    Debian: 'starts',
    empty: 'starts',
  },
  {
    what: 'memfd_create refused, noexec /tmp',
    options: { ...noMemfd, changes: ['noexec-tmp'] },
    Debian: 'starts',
    empty: `${supplyFails}ld-linux`,
  },
  {
    what: 'memfd_create refused, read-only, no /tmp',
    options: { ...noMemfd, changes: ['read-only', 'no-tmp'] },
    Debian: 'starts',
    empty: `${supplyFails}ld-linux`,
  },
  {
    what: 'no /proc',
    options: { changes: ['no-proc'] },
    Debian: 'starts',
    empty: 'is handed over through /proc, which is not there: /proc/self/fd/',
  },
];

describe.each(faults)('$what', ({ options, ...expected }) => {
  it.each(['Debian', 'empty'] as const)('%s', async (system) => {
    const place = places.find((each) => each.arch === 'amd64' && each.system === system);
    if (place === undefined) throw new Error(`expected a place ${system}`);
    const stage = openStartStage(place, options);
    try {
      // /run takes the socket in all of them.
      const outcome = await stage.launch('13', ['TMPDIR=/run']).then(
        () => 'starts',
        (error: unknown) => String(error),
      );
      expect(outcome).toContain(expected[system]);
    } finally {
      await stage.close();
    }
  });
});
