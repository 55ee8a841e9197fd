import {
  isDisposableHost,
  isFreeMailHost,
  isPlaceholderMail,
  isRoleMailbox,
  labelOfHost,
  type Mail,
  mailOf,
} from '../../terms/mail.ts'
import { extensionOf, phoneOf } from '../../terms/phone.ts'
import { type CodedSet, encodeSet } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { editsWithin } from '../similarity.ts'
import type { Column } from '../table.ts'

/** Addresses that can tell people apart: no role mailbox, placeholder or throw-away host. */
export function mailSet(columns: readonly Column[], rows: number): CodedSet<Mail> {
  const read = (text: string): Mail[] =>
    text.split(/[;,\s]+/).flatMap((part) => {
      const mail = mailOf(part)
      const speaks =
        mail !== null &&
        !isRoleMailbox(mail.local) &&
        !isPlaceholderMail(mail) &&
        !isDisposableHost(mail.host)
      return speaks ? [mail] : []
    })
  return encodeSet(columns, rows, read, (mail) => mail.address)
}

export function phoneSet(columns: readonly Column[], rows: number): CodedSet<string> {
  return encodeSet(columns, rows, phonesIn, (phone) => phone)
}

/** The numbers in a field: digits, and `x` with an extension. */
export function phonesIn(text: string): string[] {
  return text.split(';').flatMap((part) => {
    const phone = phoneOf(part)
    if (phone === null) return []
    const extension = extensionOf(part)
    return [extension === '' ? phone : `${phone}x${extension}`]
  })
}

const mailLevels = [
  { name: 'same', m: 0.66, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 1e-5 },
  { name: 'same before the @', m: 0.05, u: 1e-4 },
  { name: 'same, shared', m: 0.02, u: 5e-5 },
  { name: 'same name before the @', m: 0.04, u: 2e-3 },
  { name: 'numbered apart', m: 0.005, u: 2e-4, conflict: true },
  { name: 'other kind', m: 0.095, u: 0.4, differs: true },
  { name: 'different', m: 0.08, u: 0.598 },
] as const satisfies readonly Level[]

/** Bits that an address or number may give which people carry who are known to be different ones. */
const sharedAtMost = 4
/** Bits that a name before two different @ may give beside the comparison of the names themselves. */
const nameAtMost = 3

/** What is known of a set beyond its values. */
export interface SetFacts {
  /** By code: 1 where carriers contradict each other. */
  readonly shared: Uint8Array
  /** By record: a bit for each field that has a value. */
  readonly fields: Uint32Array
  /** Most bits that a shared value may give to these two, for what else they share. */
  readonly ceiling: (a: number, b: number) => number
}

export function mailComparator(
  name: string,
  set: CodedSet<Mail>,
  { shared, ceiling }: SetFacts,
  named: boolean,
): Comparator {
  return {
    name,
    levels: mailLevels,
    level: (a, b) => best(set, a, b, mailLevels.length, mailLevel, (code) => (shared[code] === 1 ? 4 : 1)),
    rarity: (a, b, level) => (level === 1 ? crowd(set, a, b) : 0),
    ceiling: (a, b, level) => {
      if (level === 1) return ceiling(a, b)
      if (level === 4) return sharedAtMost
      return level === 5 && named ? nameAtMost : Number.POSITIVE_INFINITY
    },
    note: (a, b, level) => {
      if (level === 2)
        return `typing error ${list(set, a, (mail) => mail.address)} / ${list(set, b, (mail) => mail.address)}`
      if (level === 4) return 'an address that different people use'
      return level === 3 || level === 5 ? 'the same name at another provider' : undefined
    },
  }
}

export function mailLevel(a: Mail, b: Mail): number {
  if (a.address === b.address) return 1
  if (a.host === b.host) return isNumberedApart(a, b) ? 6 : isSlip(a.local, b.local) ? 2 : 8
  const [freeA, freeB] = [isFreeMailHost(a.host), isFreeMailHost(b.host)]
  const other = freeA && freeB ? 8 : 7
  if (a.local.replaceAll('.', '') !== b.local.replaceAll('.', '')) return other
  if (editsWithin(a.host, b.host, 1) <= 1 || (!freeA && !freeB && labelOf(a.host) === labelOf(b.host)))
    return 2
  if (a.local.length < 6) return other
  return /\d\d/.test(a.local) ? 3 : freeA || freeB ? 5 : other
}

/** `acme` of `acme.com` and `mail.acme.co.uk`; of a short one its whole host, for it may be anybody's. */
function labelOf(host: string): string {
  const label = labelOfHost(host)
  return label.length >= 4 ? label : host
}

/** `jsmith` and `jsmith2` at one company: the second got the number because the first is somebody else. */
function isNumberedApart(a: Mail, b: Mail): boolean {
  const [nameA, nameB] = [a.local.replace(/\d+$/, ''), b.local.replace(/\d+$/, '')]
  return nameA === nameB && nameA.length > 2 && !isFreeMailHost(a.host)
}

/** One slip of the finger in a long enough name; `jsmith1` and `jsmith2` are two people. */
function isSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 5 || editsWithin(a, b, 1) > 1) return false
  return a.replace(/\D/g, '') === b.replace(/\D/g, '')
}

const phoneLevels = [
  { name: 'same', m: 0.6, u: 2e-5 },
  { name: 'without area code', m: 0.03, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 4e-5 },
  { name: 'same, shared', m: 0.05, u: 1e-4 },
  { name: 'other extension', m: 0.01, u: 2e-4, differs: true },
  { name: 'other kind', m: 0.16, u: 0.3, differs: true },
  { name: 'different', m: 0.1, u: 0.699 },
] as const satisfies readonly Level[]

export function phonesComparator(
  name: string,
  set: CodedSet<string>,
  { shared, fields, ceiling }: SetFacts,
): Comparator {
  const worst = phoneLevels.length
  return {
    name,
    levels: phoneLevels,
    level: (a, b) => {
      const level = best(set, a, b, worst, phoneLevel, (code) => (shared[code] === 1 ? 4 : 1))
      return level === worst && ((fields[a] ?? 0) & (fields[b] ?? 0)) === 0 ? worst - 1 : level
    },
    rarity: (a, b, level) => (level === 1 ? crowd(set, a, b) : 0),
    ceiling: (a, b, level) =>
      level === 1 ? ceiling(a, b) : level === 4 ? sharedAtMost : Number.POSITIVE_INFINITY,
    note: (a, b, level) => {
      if (level === 4) return 'a number that different people use'
      return level === 3
        ? `one digit differs ${list(set, a, (phone) => phone)} / ${list(set, b, (phone) => phone)}`
        : undefined
    },
  }
}

/** Numbers as `phoneSet` writes them: digits, and `x` with an extension. */
export function phoneLevel(a: string, b: string): number {
  const [numberA = '', extensionA] = a.split('x')
  const [numberB = '', extensionB] = b.split('x')
  if (numberA === numberB) return extensionA && extensionB && extensionA !== extensionB ? 5 : 1
  const shorter = Math.min(numberA.length, numberB.length)
  const [endA, endB] = [numberA.slice(-shorter), numberB.slice(-shorter)]
  if (shorter >= 6 && numberA.length !== numberB.length && endA === endB) return 2
  if (shorter >= 7 && shorter < 9 && endA.slice(-7) === endB.slice(-7)) return 2
  // The last digits tell colleagues behind one switchboard apart: a slip counts only before them.
  return shorter >= 9 && numberA.slice(-3) === numberB.slice(-3) && editsWithin(numberA, numberB, 1) <= 1
    ? 3
    : 7
}

/** The best level of any two values; 0 when a side has none. */
export function best<T>(
  set: CodedSet<T>,
  a: number,
  b: number,
  worst: number,
  level: (one: T, other: T) => number,
  equal: (code: number) => number = () => 1,
): number {
  const { starts, codes, items } = set
  const endA = starts[a + 1] ?? 0
  const endB = starts[b + 1] ?? 0
  let found = 0
  for (let at = starts[a] ?? 0; at < endA; at++) {
    for (let to = starts[b] ?? 0; to < endB; to++) {
      const [one, other] = [codes[at] ?? 0, codes[to] ?? 0]
      const next = one === other ? equal(one) : level(items[one] as T, items[other] as T)
      if (found === 0 || next < found) found = next
      if (found === 1) return 1
    }
  }
  return Math.min(found, worst)
}

/** The highest figure of the values that two records share; infinite when they share none. */
export function highestShared<T>(set: CodedSet<T>, a: number, b: number, figures: Float64Array): number {
  let highest = Number.NEGATIVE_INFINITY
  for (let at = set.starts[a] ?? 0; at < (set.starts[a + 1] ?? 0); at++) {
    for (let to = set.starts[b] ?? 0; to < (set.starts[b + 1] ?? 0); to++) {
      if (set.codes[at] === set.codes[to]) highest = Math.max(highest, figures[set.codes[at] ?? 0] ?? 0)
    }
  }
  return Number.isFinite(highest) || highest > 0 ? highest : Number.POSITIVE_INFINITY
}

/** Bits to take away when more than three records carry the shared value. */
function crowd<T>(set: CodedSet<T>, a: number, b: number): number {
  let fewest = Number.POSITIVE_INFINITY
  for (let at = set.starts[a] ?? 0; at < (set.starts[a + 1] ?? 0); at++) {
    for (let to = set.starts[b] ?? 0; to < (set.starts[b + 1] ?? 0); to++) {
      if (set.codes[at] === set.codes[to]) fewest = Math.min(fewest, set.counts[set.codes[at] ?? 0] ?? 0)
    }
  }
  return Number.isFinite(fewest) ? -Math.max(0, Math.log2(Math.max(1, fewest) / 3)) : 0
}

function list<T>(set: CodedSet<T>, record: number, text: (item: T) => string): string {
  const out: string[] = []
  for (let at = set.starts[record] ?? 0; at < (set.starts[record + 1] ?? 0); at++) {
    out.push(text(set.items[set.codes[at] ?? 0] as T))
  }
  return out.join(', ')
}
