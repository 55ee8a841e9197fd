import type { Comparison } from '../../kit/index.ts'
import type { Comparator } from '../comparator.ts'
import type { Kind } from '../kernel/kind.ts'
import type { Lines } from '../kernel/lines.ts'
import { codeKind } from './code.ts'
import { companyNameKind } from './company-name.ts'
import { dateKind } from './dates.ts'
import { domainKind } from './domain.ts'
import { emailKind } from './email.ts'
import { numberKind } from './number.ts'
import { personNameKind } from './person-name.ts'
import { phonesKind } from './phones.ts'
import { setKind } from './set.ts'
import { siteKind } from './site.ts'
import { textKind } from './text.ts'

type AnyKind = Kind<never, never>

/** How each type of comparison reads its fields, and how threads open what it packed. */
const kinds: Readonly<Record<Comparison['type'], AnyKind>> = {
  personName: anyKind(personNameKind),
  companyName: anyKind(companyNameKind),
  email: anyKind(emailKind),
  phones: anyKind(phonesKind),
  domain: anyKind(domainKind),
  site: anyKind(siteKind),
  text: anyKind(textKind),
  code: anyKind(codeKind),
  date: anyKind(dateKind),
  number: anyKind(numberKind),
  set: anyKind(setKind),
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

export interface PackedComparison {
  readonly name: string
  readonly type: Comparison['type']
  readonly pack: unknown
}

export function kindOf(type: Comparison['type']): AnyKind {
  return kinds[type]
}

export function openComparison({ name, type, pack }: PackedComparison, lines: Lines): Comparator {
  return kindOf(type).open(name, pack as never, lines)
}

export function openComparisons({ lines, list }: PackedComparisons): readonly Comparator[] {
  return list.map((one) => openComparison(one, lines))
}
