import { TextsBuilder } from '../../columns/texts.ts'
import type { Comparison } from '../../kit/index.ts'
import { companyDomainOf, labelOfHost } from '../../terms/mail.ts'
import type { Level } from '../comparator.ts'
import { encodeSet } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { bestOf, type PackedSet, packSet } from '../kernel/sets.ts'
import { sharedInts } from '../kernel/shared.ts'

const levels = [
  { name: 'same', m: 0.82, u: 2e-4 },
  { name: 'other ending', m: 0.04, u: 1e-4 },
  { name: 'different', m: 0.14, u: 0.9997, conflict: true },
] as const satisfies readonly Level[]

const otherEnding = 2
const different = 3

interface PackedDomains {
  readonly set: PackedSet
  /** By domain a number for the part that its owner chose; 0 for one of few letters, which may be anybody's. */
  readonly labels: Int32Array
}

export const domainKind = defineKind<Extract<Comparison, { type: 'domain' }>, PackedDomains>({
  encode: ({ fields }, from) => {
    const set = encodeSet(fields.map(from.column), from.rows, domainsIn)
    from.offer({ set })
    const texts = new TextsBuilder()
    const labels = sharedInts(set.texts.size)
    for (let code = 1; code < labels.length; code++) {
      const label = labelOfHost(set.texts.at(code))
      labels[code] = label.length >= 4 ? texts.internText(label) : 0
    }
    return { set: packSet(set, from.line), labels }
  },
  open: (name, { set, labels }, lines) => {
    /** `acme.com` and `acme.de`: the same name under another ending. */
    const domainLevel = (one: number, other: number): number =>
      labels[one] !== 0 && labels[one] === labels[other] ? otherEnding : different
    return { name, levels, cost: 2, level: bestOf(set, lines, domainLevel) }
  },
})

function domainsIn(text: string): readonly string[] {
  return text.split(/[;,\s]+/).flatMap((part) => companyDomainOf(part) ?? [])
}
