import type { Comparison } from '../../kit/index.ts'
import type { Comparator } from '../comparator.ts'
import type { Kind } from '../kernel/kind.ts'
import type { Lines } from '../kernel/lines.ts'
import { companyNameKind } from './company-name.ts'
import { emailKind } from './email.ts'
import { phonesKind } from './phones.ts'

type AnyKind = Kind<never, never>

/** How each type of comparison reads its fields, and how threads open what it packed. */
const kinds: Readonly<Record<string, AnyKind>> = {
  companyName: anyKind(companyNameKind),
  email: anyKind(emailKind),
  phones: anyKind(phonesKind),
}

/** What a kind packs, only it knows. */
function anyKind<C, P>(kind: Kind<C, P>): AnyKind {
  return kind as unknown as AnyKind
}

/** The comparisons of a rule over the records at hand, for any thread to open. */
export interface PackedComparisons {
  readonly lines: Lines
  readonly list: readonly PackedComparison[]
}

interface PackedComparison {
  readonly name: string
  readonly type: Comparison['type']
  readonly pack: unknown
}

export function kindOf(type: Comparison['type']): AnyKind {
  return kinds[type] as AnyKind
}

export function openComparisons({ lines, list }: PackedComparisons): readonly Comparator[] {
  return list.map(({ name, type, pack }) => kindOf(type).open(name, pack as never, lines))
}
