import { type Texts, TextsBuilder } from '../../columns/texts.ts'
import type { Comparison } from '../../kit/index.ts'
import {
  isDisposableHost,
  isFreeMailHost,
  isPlaceholderMail,
  isRoleMailbox,
  labelOfHost,
  mailOf,
} from '../../terms/mail.ts'
import type { Level } from '../comparator.ts'
import { editsOfTexts } from '../kernel/alike.ts'
import { encodeSet } from '../kernel/coded.ts'
import { editsWithin } from '../kernel/edits.ts'
import { type Carried, defineKind } from '../kernel/kind.ts'
import {
  bestOf,
  ceilingOfColleagues,
  crowd,
  type ItemLevel,
  itemsOf,
  type PackedSet,
  packSet,
} from '../kernel/sets.ts'
import { sharedBytesOf, sharedInts, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts, textOf } from '../kernel/units.ts'

const levels = [
  { name: 'same', m: 0.66, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 1e-5 },
  { name: 'same before the @', m: 0.05, u: 1e-4 },
  { name: 'same, shared', m: 0.02, u: 5e-5 },
  { name: 'same name before the @', m: 0.04, u: 2e-3 },
  { name: 'numbered apart', m: 0.005, u: 2e-4, conflict: true },
  { name: 'other kind', m: 0.095, u: 0.4, differs: true },
  { name: 'different', m: 0.08, u: 0.598 },
] as const satisfies readonly Level[]

const typingError = 2
const sameLocal = 3
const shared = 4
const sameName = 5
const numberedApart = 6
const otherKind = 7
const different = 8

/** Bits that an address may give which people carry who are known to be different ones. */
const sharedAtMost = 4
/** Bits that a name before two different @ may give beside the comparison of the names themselves. */
const nameAtMost = 3

interface PackedMails {
  readonly set: PackedSet
  readonly texts: PackedTexts
  /** Per address, side by side: where it begins, letters before the @, a number for these but dots, host. */
  readonly parts: Int32Array
  readonly hosts: PackedTexts
  /** By host: whether anybody may have an address there, and the part of its name that the owner chose. */
  readonly free: Uint8Array
  readonly label: Int32Array
  /** Records by address, and whether they contradict each other. */
  readonly counts: Int32Array
  readonly shared: Uint8Array
  readonly amongColleagues: Carried['amongColleagues']
  /** Whether people's names are compared beside. */
  readonly named: boolean
}

export const emailKind = defineKind<Extract<Comparison, { type: 'email' }>, PackedMails>({
  encode: ({ fields }, from) => {
    const all = encodeSet(fields.map(from.column), from.rows, mailsIn)
    const { set, shared, amongColleagues } = from.carriers(all)
    from.offer({ set })
    return {
      set: packSet(set, from.line),
      ...splitAtSign(set.texts),
      counts: sharedIntsOf(set.counts),
      shared: sharedBytesOf(shared),
      amongColleagues,
      named: from.families !== null,
    }
  },
  open: (name, pack, lines) => {
    const mails = (record: number): string =>
      Array.from(itemsOf(pack.set, lines, record), (item) => textOf(pack.texts, item)).join(', ')
    const colleagues = ceilingOfColleagues(pack.amongColleagues, lines)
    return {
      name,
      levels,
      level: bestOf(pack.set, lines, mailLevel(pack), (mail) => (pack.shared[mail] === 1 ? shared : 1)),
      mostRarity: 0,
      cost: 2,
      rarity: (a, b, level) => (level === 1 ? crowd(pack.set, lines, pack.counts, a, b) : 0),
      ceiling: (a, b, level) => {
        if (level === 1) return colleagues(a, b)
        if (level === shared) return sharedAtMost
        return level === sameName && pack.named ? nameAtMost : Number.POSITIVE_INFINITY
      },
      note: (a, b, level) => {
        if (level === typingError) return `typing error ${mails(a)} / ${mails(b)}`
        if (level === shared) return 'an address that different people use'
        return level === sameLocal || level === sameName ? 'the same name at another provider' : undefined
      },
    }
  },
})

const separator = /[;,\s]+/

/** Addresses that can tell people apart: no role mailbox, placeholder or throw-away host. */
function mailsIn(text: string): readonly string[] {
  const parts = separator.test(text) ? text.split(separator) : [text]
  return parts.flatMap((part) => {
    const mail = mailOf(part)
    const speaks =
      mail !== null && !isRoleMailbox(mail.local) && !isPlaceholderMail(mail) && !isDisposableHost(mail.host)
    return speaks ? [mail.address] : []
  })
}

const partsOfMail = 4

function splitAtSign(addresses: Texts): Pick<PackedMails, 'texts' | 'parts' | 'hosts' | 'free' | 'label'> {
  const texts = packTexts(addresses)
  const parts = sharedInts(addresses.size * partsOfMail)
  const [hosts, labels] = [new TextsBuilder(), new TextsBuilder()]
  const free: number[] = [0]
  const label: number[] = [0]
  for (let code = 1; code < addresses.size; code++) {
    const address = addresses.at(code)
    const sign = address.lastIndexOf('@')
    const name = address.slice(sign + 1)
    const known = hosts.size
    const host = hosts.internText(name)
    parts.set([texts.ends[code - 1] as number, sign, hashOf(address, sign), host], code * partsOfMail)
    if (hosts.size === known) continue
    free.push(isFreeMailHost(name) ? 1 : 0)
    label.push(labels.internText(labelOf(name)))
  }
  return {
    texts,
    parts,
    hosts: packTexts(hosts.finish()),
    free: sharedBytesOf(free),
    label: sharedIntsOf(label),
  }
}

/** The same for names that differ in their dots alone (FNV-1a). */
function hashOf(address: string, size: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < size; at++) {
    const unit = address.charCodeAt(at)
    if (unit !== dot) hash = Math.imul(hash ^ unit, 0x01000193)
  }
  return hash
}

/** `acme` of `acme.com` and `mail.acme.co.uk`; of a short one its whole host, for it may be anybody's. */
function labelOf(host: string): string {
  const label = labelOfHost(host)
  return label.length >= 4 ? label : host
}

const dot = 46

function mailLevel({ texts: { units }, parts, hosts, free, label }: PackedMails): ItemLevel {
  return (one, other) => {
    const a = one * partsOfMail
    const b = other * partsOfMail
    const fromA = parts[a] as number
    const fromB = parts[b] as number
    const toA = fromA + (parts[a + 1] as number)
    const toB = fromB + (parts[b + 1] as number)
    const hostA = parts[a + 3] as number
    const hostB = parts[b + 3] as number
    if (hostA === hostB) {
      if (free[hostA] === 0 && isNumberedApart(fromA, toA, fromB, toB)) return numberedApart
      return isSlip(fromA, toA, fromB, toB) ? typingError : different
    }
    const freeA = free[hostA] === 1
    const freeB = free[hostB] === 1
    const unlike = freeA && freeB ? different : otherKind
    if (parts[a + 2] !== parts[b + 2] || !isSameOf(isNoDot, fromA, toA, fromB, toB)) return unlike
    if (editsOfTexts(hosts, hostA, hostB, 1) <= 1) return typingError
    if (!freeA && !freeB && label[hostA] === label[hostB]) return typingError
    if (toA - fromA < 6) return unlike
    if (hasTwoDigits(fromA, toA)) return sameLocal
    return freeA || freeB ? sameName : unlike
  }

  /** `jsmith` and `jsmith2` at one company: the second got the number because the first is somebody else. */
  function isNumberedApart(fromA: number, toA: number, fromB: number, toB: number): boolean {
    while (toA > fromA && isDigit(units[toA - 1] as number)) toA--
    while (toB > fromB && isDigit(units[toB - 1] as number)) toB--
    if (toA - fromA !== toB - fromB || toA - fromA <= 2) return false
    while (fromA < toA && units[fromA] === units[fromB]) {
      fromA++
      fromB++
    }
    return fromA === toA
  }

  /** One slip of the finger in a long enough name; `jsmith1` and `jsmith2` are two people. */
  function isSlip(fromA: number, toA: number, fromB: number, toB: number): boolean {
    if (Math.min(toA - fromA, toB - fromB) < 5) return false
    if (editsWithin(units, fromA, toA, units, fromB, toB, 1) > 1) return false
    return isSameOf(isDigit, fromA, toA, fromB, toB)
  }

  /** Two digits in a row. */
  function hasTwoDigits(from: number, to: number): boolean {
    for (let at = from + 1; at < to; at++) {
      if (isDigit(units[at] as number) && isDigit(units[at - 1] as number)) return true
    }
    return false
  }

  /** Whether both have the same letters of a kind, in the same order. */
  function isSameOf(
    isOfKind: (unit: number) => boolean,
    fromA: number,
    toA: number,
    fromB: number,
    toB: number,
  ): boolean {
    for (;;) {
      while (fromA < toA && !isOfKind(units[fromA] as number)) fromA++
      while (fromB < toB && !isOfKind(units[fromB] as number)) fromB++
      if (fromA === toA || fromB === toB) return fromA === toA && fromB === toB
      if (units[fromA++] !== units[fromB++]) return false
    }
  }
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

function isNoDot(unit: number): boolean {
  return unit !== dot
}
