import type { Level } from '../comparator.ts'

export const levels = [
  { name: 'same', m: 0.54, u: 5e-5 },
  { name: 'legal form differs', m: 0.05, u: 2e-5 },
  { name: 'weak words differ', m: 0.06, u: 3e-5 },
  { name: 'close', m: 0.15, u: 1e-4 },
  { name: 'acronym', m: 0.02, u: 2e-5 },
  { name: 'place added', m: 0.02, u: 1e-4 },
  { name: 'partner left out', m: 0.01, u: 1e-4 },
  { name: 'contained', m: 0.03, u: 3e-4 },
  { name: 'partly', m: 0.05, u: 4e-3 },
  { name: 'perhaps initials', m: 0.01, u: 5e-4 },
  { name: 'a word in common', m: 0.015, u: 2e-3, contradicts: true },
  { name: 'numbers differ', m: 0.005, u: 1e-4, conflict: true },
  { name: 'region differs', m: 0.01, u: 1e-4, conflict: true },
  { name: 'different', m: 0.03, u: 0.995, conflict: true },
] as const satisfies readonly Level[]

export type CompanyLevel = (typeof levels)[number]['name']
export const at = Object.fromEntries(levels.map((level, index) => [level.name, index + 1])) as Readonly<
  Record<CompanyLevel, number>
>
