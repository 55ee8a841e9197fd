import type { ApplyOutcome } from '../../plan/apply/run.ts'
import type { CarriedOut } from '../../plan/carry-out.ts'
import type { PlanFile } from '../../plan/files/plan-file.ts'
import { oneLine } from '../../text/neutral.ts'
import { byCount, tally } from '../../text/tally.ts'
import { counted, figure } from '../../text/words.ts'
import { row } from '../terminal.ts'
import { journalOption, quoted, shown } from './commands.ts'
import { columnName, irreversibleText } from './words.ts'

export interface AppliedInput {
  readonly plan: PlanFile
  /** As in the commands that are printed. */
  readonly path: string
  readonly outcome: CarriedOut
  /** `--journal` was given, and must be again. */
  readonly journalNamed: boolean
  readonly width?: number
}

const labelWidth = 9
const named = 8
const groupsNamed = 10

/** How a run ended: ids, columns and codes, never a value. */
export function applied({ plan, path, outcome, journalNamed, width = 80 }: AppliedInput): string {
  const { done, partly, skipped, left, merged, linked, differences, files } = outcome
  const groups = counted(plan.actions.length, 'group')
  const { host, production } = plan.connection
  const again = `${journalOption(journalNamed ? shown(outcome.journal.dir) : null)}${production ? ` --confirm-org ${host}` : ''}`
  const what = [
    ...(merged > 0 || linked === 0 ? [`${counted(merged, 'record')} ${mergedText(plan)}`] : []),
    ...(linked > 0 ? [`${counted(linked, 'record')} linked and closed`] : []),
  ].join(', ')
  const rows: readonly (readonly [string, string])[] = [
    ['done', `${figure(done)} of ${groups}: ${what}`],
    ...(partly > 0
      ? [['partly', `${counted(partly, 'group')}: not all of it was written, see what differs`] as const]
      : []),
    ...(skipped.length > 0 ? [['skipped', skippedText(outcome)] as const] : []),
    ...skippedRows(outcome),
    ...(left > 0 ? [['left', counted(left, 'group')] as const] : []),
    ...differenceRows(differences),
    ['ids', idsText(plan, shown(files.idMap))],
    ['opt-outs', `addresses that must get no mail: ${shown(files.suppression)}`],
    ...strayRows(outcome),
    ['journal', `${shown(outcome.journal.dir)}; last hash ${outcome.journal.head}`],
    ...(left > 0 ? [['resume', `steward plan apply ${quoted(path)} --resume${again}`] as const] : []),
    ...undoRows(plan, `steward plan undo ${quoted(path)} --group ID${again}`),
  ]
  return rows.flatMap(([label, text]) => row(label, oneLine(text, 1000), width, labelWidth)).join('\n')
}

function mergedText({ radius: { merges, preserving = 0 } }: PlanFile): string {
  if (preserving === 0) return 'merged away'
  return preserving === merges ? 'taken over and removed' : 'merged away, or taken over and removed'
}

/** Where no merge can be taken back as it was, what the reasons say can be had instead is by the same command. */
function undoRows(plan: PlanFile, command: string): readonly (readonly [string, string])[] {
  const final = irreversibleText(plan)
  if (final === null) return [['undo', command]]
  const isAll = plan.radius.undo.impossible === plan.actions.length
  if (isAll && !final.includes('steward plan undo')) return [['undo', final]]
  return [
    ['undo', command],
    ['', final],
  ]
}

/** From an id that a merge ended the CRM itself may lead on; from one of a removed record it does not. */
function idsText({ radius: { preserving = 0 } }: PlanFile, path: string): string {
  const nowhere =
    preserving === 0
      ? ''
      : '; ids of records that were taken over lead nowhere: update whatever keeps them from this list'
  return `old and new: ${path}${nowhere}`
}

type Skipped = ApplyOutcome['skipped'][number]

function whySkipped({ code, cause, fields }: Skipped): string {
  return code === 'changed' ? `changed since the plan (${fields.join(', ')})` : (cause ?? code)
}

function skippedText({ skipped }: ApplyOutcome): string {
  const all = tally(skipped.map(whySkipped))
  const texts = all.slice(0, named).map(([why, count]) => `${figure(count)} ${why}`)
  if (all.length > texts.length) texts.push(`${figure(all.length - texts.length)} more reasons`)
  return texts.join(', ')
}

/** Which ones; where all are. */
function skippedRows({ skipped, journal: { dir } }: CarriedOut): readonly (readonly [string, string])[] {
  const rows = skipped
    .slice(0, groupsNamed)
    .map((one): readonly [string, string] => ['', `${one.action}: ${whySkipped(one)}`])
  const left = skipped.length - rows.length
  if (left === 0) return rows
  return [
    ...rows,
    ['', `and ${counted(left, 'group')} more: steward journal show ${quoted(shown(dir))} --json`],
  ]
}

function differenceRows(differences: ApplyOutcome['differences']): readonly (readonly [string, string])[] {
  if (differences.length === 0) return []
  const kinds = new Map<string, number>()
  for (const { object, field, what } of differences) {
    const kind = `${columnName(object, field)}: ${what}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const all = byCount(kinds)
  const texts = all.slice(0, named).map(([kind, count]) => `${figure(count)} × ${kind}`)
  if (all.length > texts.length) texts.push(`${figure(all.length - texts.length)} more kinds`)
  return [['differs', `not as planned: ${texts.join(', ')}`]]
}

function strayRows({ strays, files }: ApplyOutcome): readonly (readonly [string, string])[] {
  if (strays === null) return []
  const where = files.strays === null ? '' : `: ${shown(files.strays)}`
  const blind =
    strays.notSearched.length === 0
      ? ''
      : `; not searched: ${strays.notSearched.slice(0, 3).join(', ')}${strays.notSearched.length > 3 ? ` and ${figure(strays.notSearched.length - 3)} more` : ''}`
  return [
    ['strays', `${counted(strays.found, 'mention')} of old ids in texts and foreign ids${where}${blind}`],
  ]
}
