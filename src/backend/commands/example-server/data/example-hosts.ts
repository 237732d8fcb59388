/** The machines that the example server pretends to watch. */
export interface ExampleHost {
  readonly host: string;
  readonly region: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly spare: boolean;
}

export const exampleHosts: readonly ExampleHost[] = [
  { host: 'web-1', region: 'eu', cores: 8, memoryGib: 16, spare: false },
  { host: 'web-2', region: 'eu', cores: 8, memoryGib: 16, spare: false },
  { host: 'web-3', region: 'us', cores: 16, memoryGib: 31.5, spare: false },
  { host: 'db-1', region: 'us', cores: 32, memoryGib: 127.5, spare: true },
];

/** What series and table rows can be filtered by. */
export const tagKeys = ['host', 'region'] as const;

export type TagKey = (typeof tagKeys)[number];

/** Every value of a tag, once. */
export function tagValues(key: TagKey): readonly string[] {
  return [...new Set(exampleHosts.map((host) => host[key]))];
}
