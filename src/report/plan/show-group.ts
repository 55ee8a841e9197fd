import { exitCodes, KitError } from '../../kit/index.ts'
import { isPreserving, type LeftOut, othersOf, type PlanAction } from '../../plan/files/plan-file.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, figure, probability } from '../../text/words.ts'
import { definition, painter, wrap } from '../terminal.ts'
import { type GroupInput, shownValue } from './input.ts'
import { evidenceText, fieldText, movesSummary, undoOfText, wayText } from './words.ts'

const labelWidth = 11

/** One action of a plan in full, or why a group is not in it. Throws `UNKNOWN_GROUP` (2). */
export async function* showGroup(input: GroupInput): AsyncGenerator<string> {
  const { action, leftOut } = find(input)
  const lines =
    action === undefined ? leftOut.flatMap((one) => leftOutLines(one, input)) : actionLines(action, input)
  yield `${lines.join('\n')}\n`
}

function find({ plan, group, path }: GroupInput): {
  readonly action: PlanAction | undefined
  readonly leftOut: readonly LeftOut[]
} {
  const names = (one: { readonly group: string; readonly id?: string }) =>
    one.id === group || (group.length >= 4 && one.group.startsWith(group))
  const actions = plan.actions.filter(names)
  const exact = actions.find(({ id }) => id === group) ?? (actions.length === 1 ? actions[0] : undefined)
  const leftOut = plan.leftOut.filter(names)
  if (exact !== undefined || (leftOut.length > 0 && actions.length === 0)) return { action: exact, leftOut }
  const several = actions.length > 1 ? `${figure(actions.length)} groups begin with` : 'There is no group'
  throw new KitError('UNKNOWN_GROUP', `${several} ${oneLine(group, 40)} in ${path}.`, {
    exit: exitCodes.usage,
    actions: [`See the list:  steward plan show ${path} --limit ${plan.actions.length}`],
  })
}

function leftOutLines(
  { group, rule, records, object, code, text }: LeftOut,
  input: GroupInput,
): readonly string[] {
  const width = input.width ?? 80
  const paint = painter(input.colour === true)
  return [
    ...wrap(oneLine(`Group ${group} of ${rule} is not in this plan: ${code}`), width).map((line) =>
      paint(line, 'bold'),
    ),
    ...definition('why', oneLine(text, 1000), width, labelWidth),
    ...definition('records', ids(records, object), width, labelWidth),
  ]
}

function actionLines(action: PlanAction, input: GroupInput): readonly string[] {
  const width = input.width ?? 80
  const paint = painter(input.colour === true)
  const members = action.expect.length
  const title = `Group ${action.id} · ${wayText(action)} · ${counted(members, action.object, action.object)} · ${probability(action.score)} · ${action.rule}`
  const undo = ['undo', undoOfText(action)] as const
  const isFinal = action.undo.kind === 'impossible'
  const rows: readonly (readonly [string, string])[] = [
    ...(isFinal ? [undo] : []),
    ['evidence', evidenceText(action.evidence)],
    ['survivor', `${action.survivor} (${action.chosen})`],
    [othersLabel(action), ids(othersOf(action), '')],
    ...(action.kind === 'merge' ? mergeRows(action, input) : linkRows(action)),
    ...(isFinal ? [] : [undo]),
    ...labelled(
      'note',
      action.notes.map(({ text }) => text),
    ),
    ...(action.touches.length === 0 ? [] : [['touches', ids(action.touches, '')] as const]),
  ]
  return [
    ...wrap(oneLine(title), width).map((line) => paint(line, 'bold')),
    ...rows.flatMap(([label, text]) => definition(label, oneLine(text, 1000), width, labelWidth)),
    ...differing(action, input),
  ]
}

function othersLabel(action: PlanAction): string {
  if (action.kind !== 'merge') return 'linked'
  return isPreserving(action) ? 'removed' : 'merged'
}

type Row = readonly [string, string]

function mergeRows(action: Extract<PlanAction, { kind: 'merge' }>, input: GroupInput): readonly Row[] {
  const set = input.values?.actions[action.id]?.set
  const fields = action.fields.map((choice) => {
    const isSet = set !== undefined && choice.merge !== 'does'
    return fieldText(choice, isSet ? ` = ${shownValue(set[choice.field], input.mask, choice.field)}` : '')
  })
  const moves = movesSummary(action, input.plan.radius)
  return [
    ...labelled('sets', fields),
    ...(action.outvoted.length === 0
      ? []
      : [['keeps', `${action.outvoted.join(', ')} of the survivor; the others go to the journal`] as const]),
    ['moves', moves.length === 0 ? 'nothing hangs on the merged records' : moves.join(', ')],
  ]
}

function linkRows({ link, set }: Extract<PlanAction, { kind: 'link-and-close' }>): readonly Row[] {
  const closing = Object.entries(set).map(([name, value]) => `${name} = ${value ?? 'blank'}`)
  return [['sets', [`${link} = the survivor`, ...closing].join(', ')]]
}

function labelled(label: string, texts: readonly string[]): readonly Row[] {
  return texts.map((text, index) => [index === 0 ? label : '', text] as const)
}

/** Columns in which the members differ, when values were asked for. */
function differing(action: PlanAction, { values, mask, width = 80 }: GroupInput): readonly string[] {
  const seen = values?.actions[action.id]?.seen
  if (seen === undefined) return []
  const members = action.expect.map(({ id }) => seen[id] ?? {})
  const columns = [...new Set(members.flatMap(Object.keys))].sort()
  const apart = columns.filter((column) => new Set(members.map((member) => member[column] ?? null)).size > 1)
  const lines = apart.flatMap((column) => [
    column,
    ...action.expect.flatMap(({ id }, index) =>
      definition(`  ${id}  `, shownValue(members[index]?.[column], mask, column), width, id.length + 4),
    ),
  ])
  const masked = mask ? ' (masked; --unmask shows them)' : ''
  const title = `${counted(apart.length, 'column')} in which the records differ${masked}, as the plan saw them`
  return ['', ...wrap(title, width), ...lines]
}

function ids(records: readonly string[], object: string): string {
  const shown = records.slice(0, 20)
  const left = records.length - shown.length
  return `${object} ${shown.join(', ')}${left > 0 ? ` … ${figure(left)} more` : ''}`.trim()
}
