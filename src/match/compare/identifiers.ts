import {
  isDisposableHost,
  isFreeMailHost,
  isPlaceholderMail,
  isRoleMailbox,
  type Mail,
  mailOf,
} from '../../terms/mail.ts'
import { extensionOf, phoneOf } from '../../terms/phone.ts'
import { type CodedSet, encodeSet, without } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { editsWithin } from '../similarity.ts'
import type { Column } from '../table.ts'

/** An address or number that more surnames (or companies) than this carry names a place, not a person. */
const sharedFrom = 4

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
  const read = (text: string): string[] =>
    text.split(';').flatMap((part) => {
      const phone = phoneOf(part)
      if (phone === null) return []
      const extension = extensionOf(part)
      return [extension === '' ? phone : `${phone}x${extension}`]
    })
  return encodeSet(columns, rows, read, (phone) => phone)
}

/** Takes out what `sharedFrom` or more bearers (surnames, companies) share. */
export function withoutShared<T>(set: CodedSet<T>, bearers: Int32Array): CodedSet<T> {
  const seen = new Int32Array(set.items.length * sharedFrom)
  for (let record = 0; record + 1 < set.starts.length; record++) {
    const bearer = bearers[record] ?? 0
    if (bearer === 0) continue
    for (let at = set.starts[record] ?? 0; at < (set.starts[record + 1] ?? 0); at++) {
      remember(seen, (set.codes[at] ?? 0) * sharedFrom, bearer)
    }
  }
  return without(set, (code) => seen[code * sharedFrom + sharedFrom - 1] !== 0)
}

function remember(seen: Int32Array, from: number, bearer: number): void {
  for (let at = from; at < from + sharedFrom; at++) {
    if (seen[at] === bearer) return
    if (seen[at] !== 0) continue
    seen[at] = bearer
    return
  }
}

const mailLevels = [
  { name: 'same', m: 0.68, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 1e-5 },
  { name: 'same before the @', m: 0.07, u: 2e-3 },
  { name: 'numbered apart', m: 0.005, u: 2e-4, conflict: true },
  { name: 'different', m: 0.195, u: 0.998 },
] as const satisfies readonly Level[]

export function mailComparator(name: string, set: CodedSet<Mail>): Comparator {
  return {
    name,
    levels: mailLevels,
    level: (a, b) => best(set, a, b, mailLevels.length, mailLevel),
    rarity: (a, b, level) => (level === 1 ? crowd(set, a, b) : 0),
    note: (a, b, level) => {
      if (level === 2)
        return `typing error ${list(set, a, (mail) => mail.address)} / ${list(set, b, (mail) => mail.address)}`
      return level === 3 ? 'the same name at another provider' : undefined
    },
  }
}

export function mailLevel(a: Mail, b: Mail): number {
  if (a.address === b.address) return 1
  if (a.host === b.host) return isNumberedApart(a, b) ? 4 : isSlip(a.local, b.local) ? 2 : 5
  if (a.local.replaceAll('.', '') !== b.local.replaceAll('.', '')) return 5
  if (editsWithin(a.host, b.host, 1) <= 1) return 2
  return a.local.length >= 6 ? 3 : 5
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
  { name: 'same', m: 0.62, u: 2e-5 },
  { name: 'without area code', m: 0.03, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 4e-5 },
  { name: 'other extension', m: 0.01, u: 2e-4, differs: true },
  { name: 'different', m: 0.29, u: 0.999 },
] as const satisfies readonly Level[]

export function phonesComparator(name: string, set: CodedSet<string>): Comparator {
  return {
    name,
    levels: phoneLevels,
    level: (a, b) => best(set, a, b, phoneLevels.length, phoneLevel),
    rarity: (a, b, level) => (level === 1 ? crowd(set, a, b) : 0),
    note: (a, b, level) =>
      level === 3
        ? `one digit differs ${list(set, a, (phone) => phone)} / ${list(set, b, (phone) => phone)}`
        : undefined,
  }
}

/** Numbers as `phoneSet` writes them: digits, and `x` with an extension. */
export function phoneLevel(a: string, b: string): number {
  const [numberA = '', extensionA] = a.split('x')
  const [numberB = '', extensionB] = b.split('x')
  if (numberA === numberB) return extensionA && extensionB && extensionA !== extensionB ? 4 : 1
  const shorter = Math.min(numberA.length, numberB.length)
  const [endA, endB] = [numberA.slice(-shorter), numberB.slice(-shorter)]
  if (shorter >= 6 && numberA.length !== numberB.length && endA === endB) return 2
  if (shorter >= 7 && shorter < 9 && endA.slice(-7) === endB.slice(-7)) return 2
  // The last digits tell colleagues behind one switchboard apart: a slip counts only before them.
  return shorter >= 9 && numberA.slice(-3) === numberB.slice(-3) && editsWithin(numberA, numberB, 1) <= 1
    ? 3
    : 5
}

/** The best level of any two values; 0 when a side has none. */
export function best<T>(
  set: CodedSet<T>,
  a: number,
  b: number,
  worst: number,
  level: (one: T, other: T) => number,
): number {
  const { starts, codes, items } = set
  const endA = starts[a + 1] ?? 0
  const endB = starts[b + 1] ?? 0
  let found = 0
  for (let at = starts[a] ?? 0; at < endA; at++) {
    for (let to = starts[b] ?? 0; to < endB; to++) {
      if (codes[at] === codes[to]) return 1
      const next = level(items[codes[at] ?? 0] as T, items[codes[to] ?? 0] as T)
      if (found === 0 || next < found) found = next
      if (found === 1) return 1
    }
  }
  return Math.min(found, worst)
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
