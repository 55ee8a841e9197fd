import type { MatchGroup, Value } from '../kit/index.ts'

/**
 * How a value stands to the survivor's: the same, the same but for case, accents and punctuation, different, or
 * there where the survivor has none; `fact` for dates of the row itself, which nobody compares.
 */
export type Agreement = 'same' | 'alike' | 'differs' | 'adds' | 'empty' | 'unknown' | 'survivor' | 'fact'

export interface BesideCell {
  readonly text: string
  readonly agreement: Agreement
}

export interface BesideRow {
  readonly field: string
  /** One per member, in their order. */
  readonly cells: readonly BesideCell[]
}

/** So that the sign alone tells, without any colour. */
export const signs: Readonly<Record<Agreement, string>> = {
  survivor: ' ',
  fact: ' ',
  same: '=',
  alike: '≈',
  differs: '≠',
  adds: '+',
  empty: ' ',
  unknown: ' ',
}

const first = ['name', 'firstName', 'lastName', 'email', 'phone', 'mobile', 'companyName']
const last = ['source', 'ownerName', 'createdAt', 'modifiedAt', 'lastTouchAt']

const partsOfName = new Set(['firstName', 'middleName', 'lastName'])

const facts = new Set([
  'createdAt',
  'createdBy',
  'modifiedAt',
  'modifiedBy',
  'lastActivityAt',
  'lastTouchAt',
  'lastTouchSource',
])

/**
 * Values of a group's members beside each other. They are compared in the clear (`group`) and shown as they may
 * be (`shown`), so that a masked report still tells what agrees. Rows without any value are left out,
 * and so are the parts of a name that is shown whole.
 */
export function beside(group: MatchGroup, shown: MatchGroup): readonly BesideRow[] {
  const names = new Set(group.members.flatMap((member) => Object.keys(member.values)))
  const named = group.members.every((member) => hasValue(member.values.name))
  const fields = [...names].filter(
    (field) =>
      !(named && partsOfName.has(field)) && group.members.some((member) => hasValue(member.values[field])),
  )
  return fields.sort(inOrder).map((field) => ({
    field,
    cells: group.members.map((member, index) => ({
      text: valueText(shown.members[index]?.values[field]),
      agreement: agreementOf(group, index, field, member.values[field]),
    })),
  }))
}

function hasValue(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** `—` is empty, `?` could not be read. */
export function valueText(value: Value | undefined): string {
  if (value === undefined) return '?'
  if (value === null || value === '') return '—'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = String(value)
  return /^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 10) : text
}

function agreementOf(group: MatchGroup, index: number, field: string, value: Value | undefined): Agreement {
  if (value === undefined) return 'unknown'
  if (!hasValue(value)) return 'empty'
  if (index === group.survivor) return 'survivor'
  if (facts.has(field)) return 'fact'
  const other = group.members[group.survivor]?.values[field]
  if (other === undefined) return 'unknown'
  if (!hasValue(other)) return 'adds'
  if (other === value) return 'same'
  const { compared = [], differing = [] } = group.across ?? {}
  if (compared.includes(field) && !differing.includes(field)) return 'alike'
  return alike(plain(value), plain(other as Value)) ? 'alike' : 'differs'
}

/** The same letters and digits; or the same number, once with and once without its prefix. */
function alike(one: string, other: string): boolean {
  if (one === '' || other === '') return false
  if (one === other) return true
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return /^\d{7,}$/.test(short) && /^\d+$/.test(long) && long.endsWith(short)
}

function plain(value: Value): string {
  return String(value)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function inOrder(a: string, b: string): number {
  return place(a) - place(b) || (a < b ? -1 : 1)
}

function place(field: string): number {
  const early = first.indexOf(field)
  if (early >= 0) return early
  const late = last.indexOf(field)
  return late >= 0 ? 200 + late : 100
}
