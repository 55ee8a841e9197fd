import type { Comparison } from '../../kit/index.ts'
import {
  isDisposableHost,
  isFreeMailHost,
  isPlaceholderMail,
  isRoleMailbox,
  mailOf,
} from '../../terms/mail.ts'
import { type Texts, TextsBuilder } from '../columns/texts.ts'
import type { Level } from '../comparator.ts'
import { editsOfTexts } from '../kernel/alike.ts'
import { encodeSet } from '../kernel/coded.ts'
import { editsWithin } from '../kernel/edits.ts'
import { defineKind } from '../kernel/kind.ts'
import { bestOf, crowd, type ItemLevel, itemsOf, type PackedSet, packSet } from '../kernel/sets.ts'
import { sharedBytesOf, sharedInts, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts, textOf } from '../kernel/units.ts'

const levels = [
  { name: 'same', m: 0.68, u: 1e-5 },
  { name: 'typing error', m: 0.05, u: 1e-5 },
  { name: 'same before the @', m: 0.07, u: 2e-3 },
  { name: 'numbered apart', m: 0.005, u: 2e-4, conflict: true },
  { name: 'different', m: 0.195, u: 0.998 },
] as const satisfies readonly Level[]

interface PackedMails {
  readonly set: PackedSet
  /** Addresses, and letters of each before the @. */
  readonly texts: PackedTexts
  readonly locals: Uint8Array
  /** Host by address. */
  readonly host: Int32Array
  readonly hosts: PackedTexts
  /** Hosts where anybody may have an address. */
  readonly free: Uint8Array
  /** Records by address. */
  readonly counts: Int32Array
}

export const emailKind = defineKind<Extract<Comparison, { type: 'email' }>, PackedMails>({
  encode: ({ fields }, from) => {
    const set = from.withoutShared(encodeSet(fields.map(from.column), from.rows, mailsIn))
    from.offer({ set })
    return {
      set: packSet(set, from.line),
      texts: packTexts(set.texts),
      ...splitAtSign(set.texts),
      counts: sharedIntsOf(set.counts),
    }
  },
  open: (name, pack, lines) => {
    const mails = (record: number): string =>
      Array.from(itemsOf(pack.set, lines, record), (item) => textOf(pack.texts, item)).join(', ')
    return {
      name,
      levels,
      level: bestOf(pack.set, lines, mailLevel(pack)),
      mostRarity: 0,
      cost: 2,
      rarity: (a, b, level) => (level === 1 ? crowd(pack.set, lines, pack.counts, a, b) : 0),
      note: (a, b, level) => {
        if (level === 2) return `typing error ${mails(a)} / ${mails(b)}`
        return level === 3 ? 'the same name at another provider' : undefined
      },
    }
  },
})

/** Addresses that can tell people apart: no role mailbox, placeholder or throw-away host. */
function mailsIn(text: string): readonly string[] {
  return text.split(/[;,\s]+/).flatMap((part) => {
    const mail = mailOf(part)
    const speaks =
      mail !== null && !isRoleMailbox(mail.local) && !isPlaceholderMail(mail) && !isDisposableHost(mail.host)
    return speaks ? [mail.address] : []
  })
}

function splitAtSign({ size, at }: Texts): Pick<PackedMails, 'locals' | 'host' | 'hosts' | 'free'> {
  const locals = new Uint8Array(size)
  const host = sharedInts(size)
  const builder = new TextsBuilder()
  const free: number[] = [0]
  for (let code = 1; code < size; code++) {
    const address = at(code)
    const sign = address.lastIndexOf('@')
    locals[code] = sign
    const name = address.slice(sign + 1)
    const known = builder.size
    host[code] = builder.internText(name)
    if (builder.size > known) free.push(isFreeMailHost(name) ? 1 : 0)
  }
  return {
    locals: sharedBytesOf(locals),
    host,
    hosts: packTexts(builder.finish()),
    free: sharedBytesOf(free),
  }
}

const dot = 46

function mailLevel({ texts: { units, ends }, locals, host, hosts, free }: PackedMails): ItemLevel {
  return (one, other) => {
    const fromA = ends[one - 1] as number
    const fromB = ends[other - 1] as number
    const toA = fromA + (locals[one] as number)
    const toB = fromB + (locals[other] as number)
    const hostA = host[one] as number
    const hostB = host[other] as number
    if (hostA === hostB) {
      if (free[hostA] === 0 && isNumberedApart(fromA, toA, fromB, toB)) return 4
      return isSlip(fromA, toA, fromB, toB) ? 2 : 5
    }
    if (!isSameWithoutDots(fromA, toA, fromB, toB)) return 5
    if (editsOfTexts(hosts, hostA, hostB, 1) <= 1) return 2
    return toA - fromA >= 6 ? 3 : 5
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

  function isSameWithoutDots(fromA: number, toA: number, fromB: number, toB: number): boolean {
    return isSameOf(isNoDot, fromA, toA, fromB, toB)
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
