import { describe, expect, it } from '@jest/globals';
import { DecodeError } from '../../decode/answer/decoded-answer.ts';
import { UpstreamError, type UpstreamErrorKind } from '../../upstream/contract/upstream-error.ts';
import { PathChoice } from './path-choice.ts';

type Path = '/variable' | '/search';
type Answers = Readonly<Record<Path, string | Error>>;

const options = { isUseful: (answer: string) => answer !== '' };

function status(code: number, message = `answers ${String(code)}`): UpstreamError {
  return new UpstreamError(message, { kind: 'status', method: 'POST', path: '/', status: code });
}

function failure(kind: UpstreamErrorKind): UpstreamError {
  return new UpstreamError(kind, { kind, method: 'POST', path: '/' });
}

/** Asks a server with these answers; the paths that were asked are added to `asked`. */
function asking(answers: Answers, asked: Path[] = []): (path: Path) => Promise<string> {
  return (path) => {
    asked.push(path);
    const answer = answers[path];
    return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
  };
}

function choice(): PathChoice<Path> {
  return new PathChoice(['/variable', '/search']);
}

describe('PathChoice', () => {
  it.each<[string, string | Error]>([
    ['a 404', status(404)],
    ["a gateway's 403", status(403)],
    ['a 401', status(401)],
    ['a 400', status(400)],
    ['a 500', status(500)],
    ['a hang-up', failure('reset')],
    ['a redirect elsewhere', failure('redirect')],
    ['something that is no HTTP', failure('protocol')],
    ['a greeting', new DecodeError('expected an array')],
    ['nothing', ''],
  ])('takes the other path where the first is answered with %s, and remembers it', async (_, first) => {
    const asked: Path[] = [];
    const paths = choice();
    const ask = asking({ '/variable': first, '/search': 'list' }, asked);
    expect(await paths.fetch(ask, options)).toBe('list');
    expect(await paths.fetch(ask, options)).toBe('list');
    expect(asked).toEqual(['/variable', '/search', '/search']);
  });

  it.each<[string, Error]>([
    ['a time-out', failure('timeout')],
    ['no connection', failure('connect')],
    ['too many requests', status(429)],
    ["a proxy's refusal", status(407)],
    ['more than an answer may hold', new DecodeError('too much', undefined, 'too-large')],
  ])('does not bother the server again after %s', async (_, first) => {
    const asked: Path[] = [];
    await expect(choice().fetch(asking({ '/variable': first, '/search': 'list' }, asked), options)).rejects.toBe(first);
    expect(asked).toEqual(['/variable']);
  });

  it('asks once where the first path answers', async () => {
    const asked: Path[] = [];
    await choice().fetch(asking({ '/variable': 'list', '/search': 'other' }, asked), options);
    expect(asked).toEqual(['/variable']);
  });

  it('takes an empty list for an answer once a path has had a useful one', async () => {
    const paths = choice();
    await paths.fetch(asking({ '/variable': 'list', '/search': 'other' }), options);
    expect(await paths.fetch(asking({ '/variable': '', '/search': 'other' }), options)).toBe('');
  });

  it('remembers an empty answer of the only path that answers', async () => {
    const asked: Path[] = [];
    const paths = choice();
    const ask = asking({ '/variable': '', '/search': status(403) }, asked);
    expect([await paths.fetch(ask, options), await paths.fetch(ask, options)]).toEqual(['', '']);
    expect(asked).toEqual(['/variable', '/search', '/variable']);
  });

  it.each<[string, Error]>([
    ['a 500', status(500)],
    ['a hang-up', failure('reset')],
    ['what cannot be read', new DecodeError('expected an array')],
  ])('does not leave the preferred path for an empty answer of another, after %s', async (_, passing) => {
    const paths = choice();
    expect(await paths.fetch(asking({ '/variable': passing, '/search': '' }), options)).toBe('');
    expect(await paths.fetch(asking({ '/variable': 'list', '/search': '' }), options)).toBe('list');
  });

  it('keeps to a path that has answered when its answer cannot be read once and the other one is empty', async () => {
    const paths = choice();
    await paths.fetch(asking({ '/variable': 'list', '/search': '' }), options);
    const broken = new DecodeError('option[0]: expected text');
    await expect(paths.fetch(asking({ '/variable': broken, '/search': '' }), options)).rejects.toBe(broken);
    expect(await paths.fetch(asking({ '/variable': 'list', '/search': '' }), options)).toBe('list');
  });

  it('looks again for both where both are empty', async () => {
    const paths = choice();
    expect(await paths.fetch(asking({ '/variable': '', '/search': '' }), options)).toBe('');
    expect(await paths.fetch(asking({ '/variable': '', '/search': 'list' }), options)).toBe('list');
  });

  it('keeps to a path that has answered when that fails, and leaves it when it is gone', async () => {
    const paths = choice();
    await paths.fetch(asking({ '/variable': 'list', '/search': '' }), options);
    const broken = status(500);
    await expect(paths.fetch(asking({ '/variable': broken, '/search': 'list' }), options)).rejects.toBe(broken);
    expect(await paths.fetch(asking({ '/variable': status(404), '/search': 'list' }), options)).toBe('list');
  });

  it('reports the error that says more than that there is nothing', async () => {
    const broken = status(500, 'database is down');
    for (const answers of [
      { '/variable': status(404), '/search': broken },
      { '/variable': broken, '/search': new DecodeError('a greeting') },
    ]) {
      await expect(choice().fetch(asking(answers), options)).rejects.toBe(broken);
    }
    const both = choice().fetch(asking({ '/variable': status(403, 'no such route'), '/search': broken }), options);
    await expect(both).rejects.toThrow('no such route; database is down');
  });
});
