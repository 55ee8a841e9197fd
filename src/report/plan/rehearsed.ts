import type { CarriedOut } from '../../plan/carry-out.ts'
import type { RehearsalCertificate } from '../../plan/rehearse/index.ts'
import type { DemandedRehearsal } from '../../policy/plan-schema.ts'
import { oneLine } from '../../text/neutral.ts'
import { byCount } from '../../text/tally.ts'
import { counted, figure, percent } from '../../text/words.ts'
import { row } from '../terminal.ts'
import { journalOption, quoted, rehearseOption, shown } from './commands.ts'

export interface RehearsedInput {
  readonly certificate: RehearsalCertificate
  /** Path of the certificate. */
  readonly paper: string
  /** Of the plan, and the name of the sandbox, as in the commands that are printed. */
  readonly path: string
  readonly sandbox: string
  readonly outcome: CarriedOut
  /** What the policy demands before production; null: nothing. */
  readonly demanded?: DemandedRehearsal | null
  /** Host of the org that the plan was made for, where that is production. */
  readonly production?: string | null
  readonly journalNamed: boolean
  readonly width?: number
}

const labelWidth = 10
const named = 5

/** What a rehearsal came to: ids, columns and codes, never a value. */
export function rehearsed(input: RehearsedInput): string {
  const { certificate, paper, path, sandbox, outcome, journalNamed, width = 80 } = input
  const { groups } = certificate
  const journal = journalOption(journalNamed ? shown(outcome.journal.dir) : null)
  const more = `${rehearseOption(sandbox)}${journal}`
  const file = quoted(path)
  const left = groups.begun + groups.untouched
  const rows: readonly (readonly [string, string])[] = [
    [
      'rehearsed',
      `${figure(groups.asPlanned)} of ${counted(groups.planned, 'group')} as planned in ${certificate.sandbox.host} (${certificate.sandbox.orgId})`,
    ],
    ...skippedRows(groups.skipped),
    ...differingRows(certificate),
    ...(left > 0 ? [['left', counted(left, 'group')] as const] : []),
    ['calls', figure(Object.values(certificate.calls).reduce((sum, calls) => sum + calls, 0))],
    ['paper', shown(paper)],
    ['journal', `${shown(outcome.journal.dir)}; last hash ${outcome.journal.head}`],
    ...(left > 0 ? [['resume', `steward plan apply ${file} --resume${more}`] as const] : []),
    ...demandRows(input),
    ['undo', `steward plan undo ${file} --all${more}`],
  ]
  return rows.flatMap(([label, text]) => row(label, oneLine(text, 1000), width, labelWidth)).join('\n')
}

/** Whether production would take the plan after this, and by which command. */
function demandRows({
  certificate,
  demanded = null,
  production = null,
  path,
}: RehearsedInput): readonly Row[] {
  if (production === null) return []
  const { asPlanned, planned, differing } = certificate.groups
  const enough = demanded === null || asPlanned >= demanded.share * planned
  const is = `${figure(asPlanned)} of ${counted(planned, 'group')} ended as planned`
  const share =
    demanded === null
      ? []
      : [`${is}; the policy wants ${percent(demanded.share)}: ${enough ? 'met' : 'not met'}`]
  const isReady = enough && (demanded === null || differing === 0) && certificate.ended === 'finished'
  const apply = `steward plan apply ${quoted(path)} --confirm-org ${production}`
  const then = isReady ? apply : 'refused in production until a rehearsal ends as the policy wants it'
  return [...share.map((text): Row => ['demanded', text]), ['apply', then]]
}

type Row = readonly [label: string, text: string]

const words: Readonly<Record<string, string>> = {
  gone: 'not in this copy',
  changed: 'with other values in this copy',
}

function skippedRows(
  skipped: RehearsalCertificate['groups']['skipped'],
): readonly (readonly [string, string])[] {
  const all = byCount(new Map(Object.entries(skipped)))
  if (all.length === 0) return []
  return [['skipped', all.map(([code, count]) => `${figure(count)} ${words[code] ?? code}`).join(', ')]]
}

function differingRows({
  groups,
  differences,
}: RehearsalCertificate): readonly (readonly [string, string])[] {
  if (groups.differing === 0) return []
  const texts = differences
    .slice(0, named)
    .map(({ field, what, groups: count }) => `${figure(count)} × ${field}: ${what}`)
  if (differences.length > named) texts.push(`${figure(differences.length - named)} more kinds`)
  return [['differs', `${counted(groups.differing, 'group')} not as planned: ${texts.join(', ')}`]]
}
