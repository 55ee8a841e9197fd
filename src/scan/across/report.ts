import {
  type Entity,
  type Evidence,
  isPersonal,
  type MatchMember,
  type RecordKey,
  type Report,
  type Severity,
} from '../../kit/index.ts'
import { listed } from '../../policy/nearest.ts'
import type { CounterpartGroup } from './counterpart-group.ts'

const fieldsNamed = 6
/** Members whose values are evidence; all are in the group. */
const membersShown = 6

/** Null when the records agree in all that was compared. */
export function reportOf(
  found: CounterpartGroup,
  entity: Entity,
  options: { blanks: boolean },
): Report | null {
  const { group, difference, links, contradicts } = found
  const { differs, blank } = difference
  const shown = options.blanks ? blank : []
  if (differs.length === 0 && shown.length === 0 && !contradicts) return null
  const fields = differs.length > 0 ? differs : shown
  const messageId = contradicts ? 'contradicts' : differs.length > 0 ? 'differs' : 'blank'
  return {
    messageId,
    data: {
      where: connectionsOf(group.members),
      records: group.members.length,
      fields: fields.length === 0 ? 'nothing compared' : listed(fields, fieldsNamed),
      count: fields.length,
      link: links.join(', '),
    },
    records: group.members.map(({ key }) => key),
    evidence: [
      matched(found),
      ...[...differs, ...shown].flatMap((field) => valuesOf(field, group.members, entity)),
      ...changedLast(found),
      ...weakestLink(found),
    ],
    ...(messageId === 'blank' ? { severity: 'info' as Severity } : {}),
    actions: [{ kind: 'advice', text: adviceOf(messageId, links) }],
  }
}

function adviceOf(messageId: string, links: readonly string[]): string {
  if (messageId === 'contradicts') {
    return 'Look at both records: if they are two, take the wrong id out of the linking column, or the sync overwrites one with the other.'
  }
  return links.length === 0
    ? 'Decide which connection leads for these fields and correct the other; nothing links the two records yet.'
    : 'Decide which connection leads for these fields and correct the other; a sync links the two, so look at its field mapping.'
}

function connectionsOf(members: readonly MatchMember[]): string {
  return [...new Set(members.map(({ key }) => key.connection))].sort().join(' and ')
}

function matched({ links, group }: CounterpartGroup): Evidence {
  const score = group.score >= 0.9995 ? '> 99.9 %' : `${(group.score * 100).toFixed(1)} %`
  const value = links.length === 0 ? score : `linked by ${links.join(', ')}`
  return { label: 'matched', value, personal: false }
}

function weakestLink({ weakest }: CounterpartGroup): readonly Evidence[] {
  const spoke = (weakest?.comparisons ?? []).filter(
    ({ comparison, level }) => comparison !== 'link' && level !== 'missing',
  )
  return spoke.map(({ comparison, level, note }) => ({
    label: comparison,
    value: note ?? level,
    personal: note !== undefined,
  }))
}

function changedLast({ group }: CounterpartGroup): readonly Evidence[] {
  const member = group.members[group.survivor]
  const at = member?.values.modifiedAt
  if (member === undefined || at === undefined || at === null) return []
  const value = `${member.key.connection}, ${String(at)}`
  return [{ label: 'changed last', value, personal: false, record: member.key, field: 'modifiedAt' }]
}

function valuesOf(field: string, members: readonly MatchMember[], entity: Entity): readonly Evidence[] {
  return members.slice(0, membersShown).flatMap(({ key, values }) => {
    const value = values[field]
    return value === undefined
      ? []
      : [{ label: field, value, personal: isPersonal(entity, field), record: key, field }]
  })
}

/** A record that no other connection has. */
export function oneSidedReport(record: RecordKey, others: readonly string[]): Report {
  return {
    messageId: 'onlyIn',
    data: { where: record.connection, others: listed(others), records: 1, fields: '' },
    records: [record],
    severity: 'info',
  }
}
