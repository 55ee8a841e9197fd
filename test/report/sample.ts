import type { Finding, MatchMember } from '../../src/kit/index.ts'
import { finding, group, groupFinding, key, member } from './finding.ts'

/** Numbers from 0 to below `below`, always the same ones for a seed. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0 // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const given = ['Roberto', 'María', 'John', 'Priya', 'Anna', 'Chidi', 'Yuki', 'Elena']
const family = ['García Núñez', 'Smith', 'Okafor', 'Tanaka', 'Petrova', 'O’Neill', 'Vidal']
const owners = ['Dana Ortiz', 'Lee Park', 'Sam Reyes', 'Queue: New leads']
const sources = ['Web', 'Trade show', 'Import 2025', 'Partner', null]

const nicknames: Readonly<Record<string, string>> = {
  Roberto: 'Bob',
  John: 'Jack',
  Elena: 'Lena',
  María: 'Mary',
}

interface Identity {
  readonly first: string
  readonly last: string
  readonly number: number
}

/** One more record of the same person, typed by somebody else. */
function variant(roll: (below: number) => number, who: Identity, index: number): MatchMember {
  const { first, last, number } = who
  const lead = roll(4) === 0
  const id = `${lead ? '00Q' : '003'}${String(number * 10 + index).padStart(12, '0')}AAA`
  const called = roll(2) === 0 ? (nicknames[first] ?? first) : first
  const month = String(1 + roll(12)).padStart(2, '0')
  return member(
    id,
    {
      name: `${called} ${roll(3) === 0 ? last.split(' ')[0] : last}`,
      email: roll(5) === 0 ? null : `${first.toLowerCase()}.${number}@acme.test`,
      phone:
        roll(3) === 0
          ? null
          : `${roll(2) === 0 ? '+34 91' : '91'} 555 ${String(number % 10000).padStart(4, '0')}`,
      companyName: roll(2) === 0 ? 'Acme Ibérica, S.L.' : 'ACME IBERICA SL',
      city: 'Madrid',
      title: roll(3) === 0 ? 'Head of Purchasing' : null,
      optOutEmail: roll(6) === 0,
      source: sources[roll(sources.length)] ?? null,
      ownerName: owners[roll(owners.length)] ?? null,
      createdAt: `${2024 + roll(3)}-${month}-11T09:00:00Z`,
      lastTouchAt: roll(4) === 0 ? undefined : `2026-0${1 + roll(9)}-02T00:00:00Z`,
    },
    lead ? 'lead' : 'contact',
  )
}

/** The n-th group of an org that never ends: made when asked for, so that nothing is kept. */
export function nthGroup(number: number, seed = 1): Finding {
  const roll = dice(seed * 7919 + number)
  const size = 2 + (roll(4) === 0 ? roll(5) : 0)
  const who = {
    first: given[roll(given.length)] ?? '',
    last: family[roll(family.length)] ?? '',
    number,
  }
  const members = Array.from({ length: size }, (_, index) => variant(roll, who, index))
  const mixed = new Set(members.map(({ kind }) => kind)).size > 1
  const made = group(members, {
    id: number.toString(16).padStart(16, '0'),
    score: 0.95 + roll(50) / 1000,
    band: roll(3) === 0 ? 'auto' : 'review',
    survivor: roll(size),
    obstacles: mixed ? ['a lead and a contact'] : [],
    near:
      roll(3) === 0
        ? [{ key: key(`003${number}9BA`), kind: 'contact', to: 0, score: 0.91, why: 'conflicting name' }]
        : [],
  })
  const fingerprint = number.toString(16).padStart(32, '0')
  return groupFinding(made, { fingerprint, isNew: number % 10 === 0 })
}

/** An org as an admin meets it: admins, entry rules, groups, stale people, one waiver. Worst first. */
export function sampleFindings(groups = 40): readonly Finding[] {
  const admins = finding({
    rule: 'access/too-many-admins',
    severity: 'critical',
    message: '9 people are full administrators; the policy allows 6',
    records: [],
    aspect: 'full-admins',
    evidence: [
      {
        label: 'administrator',
        value: 'Dana Ortiz',
        personal: true,
        field: 'name',
        record: key('005A', 'User'),
      },
      { label: 'administrator', value: 'dana.ortiz@acme.test', personal: true, field: 'email' },
      { label: 'path', value: 'profile System Administrator', personal: false },
    ],
    actions: [{ kind: 'advice', text: 'Take the profile from those who do not need it.' }],
    fingerprint: 'a'.repeat(32),
    isNew: false,
  })
  const entry = finding({
    rule: 'entry/no-active-rule',
    severity: 'high',
    message: 'No active duplicate rule looks at new leads',
    records: [],
    aspect: 'Lead',
    fingerprint: 'b'.repeat(32),
    isNew: true,
  })
  const waived = finding({
    message: 'Untouched for 900 days',
    fingerprint: 'c'.repeat(32),
    waiver: { reason: 'Archive of 2019', owner: 'Sales operations', until: '2027-01-01' },
  })
  const stale = Array.from({ length: 12 }, (_, index) =>
    finding({
      message: `Untouched for ${400 + index} days`,
      records: [key(`003${String(index).padStart(12, '0')}STA`)],
      evidence: [
        { label: 'owner', value: owners[index % owners.length] ?? null, personal: false, field: 'ownerName' },
        { label: 'e-mail', value: `person${index}@acme.test`, personal: true, field: 'email' },
        { label: 'last touch', value: '2025-08-01', personal: false, field: 'lastTouchAt' },
      ],
      fingerprint: `d${String(index).padStart(31, '0')}`,
      isNew: false,
    }),
  )
  const made = Array.from({ length: groups }, (_, index) => nthGroup(index + 1))
  return [admins, entry, ...made, waived, ...stale]
}
