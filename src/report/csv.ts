import type { Evidence, Finding, MatchMember, RecordKey, Value } from '../kit/index.ts'
import { csvCell } from '../text/neutral.ts'
import { type ReportInput, shownFindings } from './input.ts'

type Cell = Value | undefined

interface Row {
  readonly finding: Finding
  readonly key: RecordKey | undefined
  readonly member: MatchMember | undefined
  readonly survivor: boolean | null
}

/** One row per finding and record; a finding about the whole org has one row without a record. */
const columns: Readonly<Record<string, (row: Row) => Cell>> = {
  connection: ({ finding }) => finding.connection,
  rule: ({ finding }) => finding.rule,
  severity: ({ finding }) => finding.severity,
  message: ({ finding }) => finding.message,
  new: ({ finding }) => finding.isNew,
  waived_until: ({ finding }) => finding.waiver?.until,
  waived_because: ({ finding }) => finding.waiver?.reason,
  aspect: ({ finding }) => finding.aspect,
  group: ({ finding }) => finding.group?.id,
  group_size: ({ finding }) => finding.group?.members.length,
  band: ({ finding }) => finding.group?.band,
  score: ({ finding }) => finding.group?.score,
  survivor: ({ survivor }) => survivor,
  kind: ({ member }) => member?.kind,
  object: ({ key }) => key?.object,
  id: ({ key }) => key?.id,
  url: ({ member }) => member?.url,
  name: ({ member }) => member?.values.name,
  email: ({ member }) => member?.values.email,
  phone: ({ member }) => member?.values.phone,
  company: ({ member }) => member?.values.companyName,
  owner: ({ member }) => member?.values.ownerName,
  source: ({ member }) => member?.values.source,
  created: ({ member }) => member?.values.createdAt,
  last_touch: ({ member }) => member?.values.lastTouchAt,
  evidence: ({ finding, key }) => evidenceText(finding.evidence, key),
  fingerprint: ({ finding }) => finding.fingerprint,
  record_connection: ({ key }) => key?.connection,
}

/** Names of the columns in their order; new ones are only ever added at the end. */
export const csvColumns: readonly string[] = Object.keys(columns)

export async function* csv(input: ReportInput): AsyncGenerator<string> {
  yield `${input.byteOrderMark === true ? '\ufeff' : ''}${csvColumns.join(',')}\n`
  for await (const { shown } of shownFindings(input)) {
    for (const row of rowsOf(shown)) {
      yield `${Object.values(columns)
        .map((cell) => csvCell(cell(row)))
        .join(',')}\n`
    }
  }
}

function rowsOf(finding: Finding): readonly Row[] {
  const { group } = finding
  if (group !== undefined) {
    return group.members.map((member, index) => ({
      finding,
      key: member.key,
      member,
      survivor: group.across === undefined ? index === group.survivor : null,
    }))
  }
  const keys: readonly (RecordKey | undefined)[] =
    finding.records.length === 0 ? [undefined] : finding.records
  return keys.map((key) => ({ finding, key, member: undefined, survivor: null }))
}

/** What was said about this record, and about none in particular. */
function evidenceText(evidence: readonly Evidence[], key: RecordKey | undefined): string {
  return evidence
    .filter(({ record }) => record === undefined || key === undefined || sameRecord(record, key))
    .map(({ label, value }) => `${label}: ${value === null ? 'empty' : value}`)
    .join('; ')
}

function sameRecord(one: RecordKey, other: RecordKey): boolean {
  return one.id === other.id && one.object === other.object && one.connection === other.connection
}
