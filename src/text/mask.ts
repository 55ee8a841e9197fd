import type { Evidence, Finding, MatchGroup, MatchMember, Value } from '../kit/index.ts'
import { type Entity, entities, fieldDictionary, isPersonal, kinds } from '../kit/record.ts'

const dots = '•••'

type Shape = 'email' | 'phone' | 'name' | 'date' | 'text'

/** Mask of one personal value: a pure function, so that the same value always looks the same. */
export function maskValue(value: Value, shape: Shape): Value {
  if (value === null || value === '') return value
  if (typeof value !== 'string') return dots
  if (shape === 'date') return '••••-••-••'
  if (shape === 'phone') return maskPhone(value)
  if (shape === 'email' || value.includes('@')) return maskEmails(value)
  return shape === 'name' ? initials(value) : lengthClass(value)
}

function maskEmails(value: string): string {
  const all = value.split(/[;,\s]+/).filter((part) => part !== '')
  if (all.length > 3) return lengthClass(value)
  return all.map((part) => (part.includes('@') ? maskEmail(part) : dots)).join('; ')
}

function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  const ending = domain.slice(dot)
  const host = dot < 0 ? domain : domain.slice(0, dot)
  const shownEnding = dot >= 0 && /^\.[a-z]{2,12}$/i.test(ending) ? ending.toLowerCase() : ''
  return `${firstOf(address.slice(0, at))}${dots}@${firstOf(host)}${dots}${shownEnding}`
}

/** The first letter of a text of at least four characters: less would give half of it away. */
function firstOf(text: string): string {
  const characters = Array.from(text)
  const first = characters[0] ?? ''
  return characters.length >= 4 && /^[\p{L}\p{N}]$/u.test(first) ? first.toLowerCase() : ''
}

function maskPhone(value: string): string {
  const digits = value.replace(/\D/g, '')
  return digits.length >= 7 && digits.length <= 20 ? `${dots}${digits.slice(-2)}` : dots
}

/** One sign of these scripts may be a whole family name. */
const wholeWord = /[\p{Script=Han}\p{Script=Hangul}]/u

function initials(value: string): string {
  const words = value.split(/[\s\-,.'’]+/).filter((word) => word !== '')
  const shown = words.slice(0, 4).map((word) => {
    const characters = Array.from(word)
    const first = characters[0] ?? ''
    return characters.length >= 3 && /^\p{L}$/u.test(first) && !wholeWord.test(first)
      ? `${first.toUpperCase()}.`
      : '•'
  })
  return words.length > 4 ? `${shown.join(' ')} …` : shown.join(' ') || dots
}

function lengthClass(value: string): string {
  const most = [8, 32, 128, 1024].find((limit) => value.length <= limit)
  return most === undefined ? `${dots}(>1024)` : `${dots}(≤${most})`
}

function entityOf(kind: string): Entity | null {
  return entities.find((entity) => (kinds[entity] as readonly string[]).includes(kind)) ?? null
}

/** Without a known entity a field counts as personal as soon as one entity says so, or none knows it. */
function isPersonalField(kind: string, field: string): boolean {
  const entity = entityOf(kind)
  if (entity !== null) return isPersonal(entity, field)
  const known = entities.filter((candidate) => field in fieldDictionary[candidate])
  return known.length === 0 || known.some((candidate) => isPersonal(candidate, field))
}

const nameFields = new Set(['name', 'firstName', 'middleName', 'lastName'])

/** A case's `name` is its subject: a text, not somebody's name. */
function shapeOf(field: string, kind: string | null): Shape {
  const entity = kind === null ? null : entityOf(kind)
  if (nameFields.has(field)) return entity === 'case' || entity === 'activity' ? 'text' : 'name'
  for (const candidate of entities) {
    const definition = (fieldDictionary[candidate] as Readonly<Record<string, { type: string }>>)[field]
    if (definition === undefined) continue
    if (definition.type === 'email' || definition.type === 'phone') return definition.type
    return definition.type === 'date' ? 'date' : 'text'
  }
  return 'text'
}

function shapeOfEvidence(evidence: Evidence): Shape {
  const shape = evidence.field === undefined ? 'text' : shapeOf(evidence.field, null)
  if (shape !== 'text' || typeof evidence.value !== 'string') return shape
  return /^[+\d\s()./-]{7,24}$/.test(evidence.value) ? 'phone' : 'text'
}

/** Numbers what would look the same within one finding and is not: `R. G.`, `R. G. #2`. */
function distinguish(): (masked: Value, value: Value) => Value {
  const seen = new Map<Value, Value[]>()
  return (masked, value) => {
    if (masked === value) return masked
    const values = seen.get(masked) ?? []
    if (!values.includes(value)) values.push(value)
    seen.set(masked, values)
    const index = values.indexOf(value)
    return index === 0 ? masked : `${masked} #${index + 1}`
  }
}

/** The finding as it may travel. Ids, addresses of records and values nobody calls personal stay as they are. */
export function maskFinding(finding: Finding): Finding {
  const apart = distinguish()
  const { group, ...rest } = finding
  const evidence = finding.evidence.map((item) => {
    if (!item.personal) return item
    const level = group === undefined ? undefined : levelOf(group, item)
    return { ...item, value: level ?? apart(maskValue(item.value, shapeOfEvidence(item)), item.value) }
  })
  return group === undefined ? { ...rest, evidence } : { ...rest, evidence, group: maskGroup(group, apart) }
}

/** Evidence that repeats the words of a comparison says its level instead: `nickname`, not who is called what. */
function levelOf(group: MatchGroup, { label, value }: Evidence): string | undefined {
  const all = group.pairs.flatMap((pair) => pair.comparisons)
  return all.find(({ comparison, note }) => comparison === label && note === value)?.level
}

function maskGroup(group: MatchGroup, apart: (masked: Value, value: Value) => Value): MatchGroup {
  return {
    ...group,
    members: group.members.map((member) => maskMember(member, apart)),
    pairs: group.pairs.map((pair) => ({
      ...pair,
      comparisons: pair.comparisons.map(({ note: _personal, ...comparison }) => comparison),
    })),
  }
}

function maskMember(member: MatchMember, apart: (masked: Value, value: Value) => Value): MatchMember {
  const values: Record<string, Value | undefined> = {}
  for (const [field, value] of Object.entries(member.values)) {
    values[field] =
      value === undefined || !isPersonalField(member.kind, field)
        ? value
        : apart(maskValue(value, shapeOf(field, member.kind)), value)
  }
  return { ...member, values }
}

/** A login name of a connection's identity. */
export function maskLogin(user: string): string {
  return String(maskValue(user, 'email'))
}
