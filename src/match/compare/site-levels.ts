import type { Level } from '../comparator.ts'

export const siteLevels = [
  { name: 'same company and address', m: 0.42, u: 2e-4 },
  { name: 'same address', m: 0.12, u: 1e-4 },
  { name: 'same company', m: 0.15, u: 2e-3 },
  { name: 'same domain', m: 0.05, u: 2e-3 },
  { name: 'same street', m: 0.03, u: 1e-4 },
  { name: 'similar company', m: 0.05, u: 1e-3 },
  { name: 'same area', m: 0.04, u: 0.005 },
  { name: 'same city', m: 0.03, u: 0.02 },
  { name: 'different', m: 0.11, u: 0.9687 },
] as const satisfies readonly Level[]

type SiteLevel = (typeof siteLevels)[number]['name']
export const at = Object.fromEntries(siteLevels.map((level, index) => [level.name, index + 1])) as Record<
  SiteLevel,
  number
>
