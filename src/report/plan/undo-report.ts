import type { PlanFile } from '../../plan/files/plan-file.ts'
import { type ToldGroup, type ToldItem, toldItems } from '../../plan/undo/taken-back.ts'
import type { Told } from '../../plan/undo/told.ts'
import { csvCell, json, markdown } from '../../text/neutral.ts'
import { counted, figure, percent } from '../../text/words.ts'
import { countsByKind, fidelities, fidelityWords, kindOf } from './undo-counts.ts'
import { orgText } from './undo-next.ts'

export type ReportFormat = 'md' | 'csv' | 'json'

export interface UndoReportInput {
  readonly plan: PlanFile
  /** Name of the sandbox, in a rehearsal. */
  readonly sandbox?: string
  readonly groups: readonly ToldGroup[]
  readonly told: Told
  /** False: it says what would come of it. */
  readonly done: boolean
  readonly at: Date
}

/** One line per item: ids, columns and reasons, no value of any record. Groups of which nothing is written have one line. */
export function* undoReport(input: UndoReportInput, format: ReportFormat): Generator<string> {
  if (format === 'csv') yield* csv(input)
  else if (format === 'json') yield `${json(contents(input))}\n`
  else yield* page(input)
}

interface Line extends Omit<ToldItem, 'fidelity'> {
  readonly group: string
  readonly kind: string
  readonly fidelity: string
}

function* linesOf({ groups, told }: UndoReportInput): Generator<Line> {
  const originals = new Map(told.originals.map((one) => [`${one.object} ${one.id}`, one]))
  for (const { action: group, refused, items } of groups) {
    if (refused !== null)
      yield { group, kind: 'group', object: '', id: '', what: '', fidelity: 'not undone', why: refused.text }
    for (const item of toldItems(items)) {
      const anew = item.what === 'record' ? originals.get(`${item.object} ${item.id}`)?.anew : null
      const why =
        typeof anew === 'string' ? `${item.why}; it is ${anew} now, and must not be restored` : item.why
      yield { group, kind: kindOf(item), ...item, why }
    }
  }
}

const columns = ['group', 'kind', 'object', 'id', 'what', 'fidelity', 'why'] as const

function* csv(input: UndoReportInput): Generator<string> {
  yield `${columns.join(',')}\n`
  for (const line of linesOf(input)) yield `${columns.map((column) => csvCell(line[column])).join(',')}\n`
}

function contents(input: UndoReportInput): unknown {
  const { plan, told, done, at, groups } = input
  const items = groups.flatMap((group) => toldItems(group.items))
  return {
    plan: plan.id,
    org: plan.connection.orgId,
    host: plan.connection.host,
    sandbox: input.sandbox ?? null,
    at: at.toISOString(),
    done,
    kinds: Object.fromEntries(countsByKind(items)),
    ...told,
    takenBack: Object.fromEntries(groups.map(({ action, takenBack }) => [action, takenBack])),
    items: [...linesOf(input)],
  }
}

function whereOf({ plan, sandbox }: UndoReportInput): string {
  return sandbox === undefined
    ? `${plan.connection.name} (${plan.connection.host})`
    : orgText({ plan, sandbox })
}

function* page(input: UndoReportInput): Generator<string> {
  const { plan, done, at, groups, told } = input
  const counts = countsByKind(groups.flatMap((group) => toldItems(group.items)))
  yield `# ${done ? 'What undo did' : 'What undo would do'}\n\n`
  yield `Plan ${plan.id}, org ${markdown(whereOf(input))}, ${at.toISOString()}, ${counted(groups.length, 'group')}.\n\n`
  yield `| kind | ${fidelities.map((fidelity) => fidelityWords[fidelity]).join(' | ')} |\n|---|${fidelities.map(() => '--:').join('|')}|\n`
  for (const [kind, of] of counts) {
    const cells = fidelities.map((fidelity) => `${figure(of[fidelity])} (${percent(of[fidelity] / of.all)})`)
    yield `| ${kind} | ${cells.join(' | ')} |\n`
  }
  if (told.stamps.length > 0)
    yield `\nOnly the CRM writes these columns; they do not go back: ${markdown(told.stamps.join(', '), 10_000)}.\n`
  if (told.originals.length > 0) {
    yield '\nDuplicates that still lie in the recycle bin and must not be restored beside what is made anew:\n'
    yield '\n| object | old id | new id | in the bin until |\n|---|---|---|---|\n'
    for (const { object, id, anew, until } of told.originals)
      yield `| ${[object, id, anew ?? '', until.slice(0, 10)].map((cell) => markdown(cell)).join(' | ')} |\n`
  }
  yield `\n| ${columns.join(' | ')} |\n|${columns.map(() => '---').join('|')}|\n`
  for (const line of linesOf(input))
    yield `| ${columns.map((column) => markdown(line[column])).join(' | ')} |\n`
}
