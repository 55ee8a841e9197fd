import { isPreserving, othersOf, type PlanAction } from '../../plan/files/plan-file.ts'
import { oneLine, printable } from '../../text/neutral.ts'
import { capitalised, counted, figure, probability } from '../../text/words.ts'
import { definition, painter, wrap } from '../terminal.ts'
import type { PlanInput } from './input.ts'
import { leftOutList } from './left-out-list.ts'
import {
  applyCommand,
  binText,
  callsText,
  changesText,
  evidenceSummary,
  fillsText,
  firesText,
  groupsText,
  inSyncText,
  irreversibleText,
  madeText,
  movesSummary,
  undoText,
  whatItDoes,
} from './words.ts'

const labelWidth = 9
/** Reasons, kinds of rows, hazards, systems, gaps that are named unless more are asked for; the rest is counted. */
const named = 8

function namedOf({ limit = 0 }: PlanInput): number {
  return Math.max(named, limit)
}

/** What a plan would do, before it does anything. Holds no value of any record. */
export async function* showPlan(input: PlanInput): AsyncGenerator<string> {
  yield `${head(input).join('\n')}\n`
  const leftOut = leftOutList(input)
    .map((line) => `${line}\n`)
    .join('')
  if (input.plan.actions.length === 0) {
    yield leftOut
    yield `\nNext     steward plan review ${input.plan.scan.selectors.map((one) => oneLine(one, 80)).join(' ')}\n`
    return
  }
  yield `${effects(input).join('\n')}\n`
  yield `${cautions(input)
    .map((line) => `${line}\n`)
    .join('')}`
  yield `\n${list(input).join('\n')}\n`
  yield leftOut
  yield `\n${last(input).join('\n')}\n`
}

function head(input: PlanInput): readonly string[] {
  const { plan } = input
  const width = input.width ?? 80
  const paint = painter(input.colour === true)
  const [first = '', ...rest] = wrap(oneLine(`Plan ${plan.id} · ${madeText(input)}`), width)
  const evidence = evidenceSummary(plan.actions)
  const groups = groupsText(plan, (texts) => some(texts, input))
  const does =
    plan.actions.length === 0
      ? 'Nothing to apply: no group is in this plan.'
      : `${whatItDoes(plan)} · evidence: ${some(evidence, input)}`
  return [
    paint(first, 'bold'),
    ...rest,
    ...[inSyncText(plan), irreversibleText(plan)].flatMap((text) =>
      text === null
        ? []
        : wrap(oneLine(`! ${capitalised(text)}.`, 2000), width).map((line) => paint(line, 'high')),
    ),
    ...wrap(oneLine(does, 20_000), width),
    ...wrap(oneLine(groups, 20_000), width),
  ]
}

function effects(input: PlanInput): readonly string[] {
  const { plan } = input
  const { radius } = plan
  const width = input.width ?? 80
  const moves = movesSummary(radius, radius)
  const bin = binText(radius)
  const rows: readonly (readonly [string, string])[] = [
    ['moves', moves.length === 0 ? 'nothing: no rows hang on the records' : some(moves, input)],
    ...(radius.merges === 0 ? [] : [['values', fillsText(radius)] as const]),
    ...(radius.changes.length === 0 ? [] : [['', changesText(radius)] as const]),
    ['fires', firesText(radius)],
    ['undo', undoText(plan)],
    ...(bin === null ? [] : [['', bin] as const]),
    ['calls', callsText(input)],
  ]
  return rows.flatMap(([label, text]) => definition(label, oneLine(text, 20_000), width, labelWidth))
}

/** What a person must know before: hazards, connected systems, what the login does not see, program text. */
function cautions(input: PlanInput): readonly string[] {
  const { hazards, systems, blind, script } = input.plan.radius
  const width = input.width ?? 80
  const paint = painter(input.colour === true)
  const of = input.plan.actions.length
  const lines = (label: string, texts: readonly string[]) => {
    const shown = texts.slice(0, namedOf(input))
    if (texts.length > shown.length) shown.push(`… ${figure(texts.length - shown.length)} more: --all`)
    return shown.flatMap((text, index) =>
      definition(index === 0 ? label : '', oneLine(text, 1000), width, labelWidth),
    )
  }
  const careful = lines(
    'careful',
    hazards.map(({ groups, text }) => `${figure(groups)} of ${counted(of, 'group')}: ${text}`),
  )
  return [
    ...careful.map((line) => line.replace(/^careful/, (word) => paint(word, 'medium'))),
    ...lines(
      'systems',
      systems.map(({ name, what }) => `${name}: ${what}`),
    ),
    ...lines(
      'unseen',
      blind.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...(script === null
      ? []
      : ['', 'runs     this program for each step, here of one group:', ...indented(script)]),
  ]
}

function indented(script: string): readonly string[] {
  return printable(script)
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
}

function list(input: PlanInput): readonly string[] {
  const { actions } = input.plan
  const shown = actions.slice(0, input.limit ?? 10)
  const left = actions.length - shown.length
  const width = Math.max(8, ...shown.map(({ id }) => id.length)) + 2
  const lines = shown.flatMap((action) =>
    definition(action.id, oneLine(actionLine(action), 300), input.width ?? 80, width),
  )
  return left === 0 ? lines : [...lines, `… ${counted(left, 'more group')}: --all shows them`]
}

/** `merge of 2 Contact into 003…, 99.4 %, touched last`. */
export function actionLine(action: PlanAction): string {
  const others = othersOf(action).length
  const what =
    action.kind === 'merge'
      ? `${counted(others + 1, action.object, action.object)} ${isPreserving(action) ? 'taken over ' : ''}into ${action.survivor}`
      : `${counted(others, action.object, action.object)} linked to ${action.survivor} and closed`
  const notes = action.notes.length === 0 ? '' : `, ${counted(action.notes.length, 'note')}`
  const { kind } = action.undo
  const undo =
    kind === 'exact' ? '' : kind === 'impossible' ? ', cannot be undone as it was' : `, undo ${kind}`
  return `${probability(action.score)}  ${what} (${action.chosen})${undo}${notes}`
}

function last(input: PlanInput): readonly string[] {
  const { actions } = input.plan
  const path = applyCommand(input)
  const show = path.replace(/^steward plan apply/, 'steward plan show').replace(/ --confirm-org .*$/, '')
  const group = `group    ${show} --group ${actions[0]?.id ?? ''}`
  if (!isRehearsalDemanded(input)) return [group, `apply    ${path}`]
  const { unrehearsable = null, width = 80 } = input
  if (unrehearsable !== null) {
    const text = `the policy refuses production until it was rehearsed, which cannot be done here: ${unrehearsable}. Name under apply.rehearsal.connections those that can be`
    return [group, ...definition('apply', text, width, labelWidth)]
  }
  const bare = path.replace(/ --confirm-org .*$/, '')
  return [
    group,
    `rehearse ${bare} --rehearse -o SANDBOX`,
    ...definition('apply', 'the policy refuses production until that was done; then:', width, labelWidth),
    `         ${path}`,
  ]
}

function isRehearsalDemanded({ plan, rehearsal = null }: PlanInput): boolean {
  const { name, production } = plan.connection
  return production && rehearsal !== null && (rehearsal.connections?.includes(name) ?? true)
}

function some(texts: readonly string[], input: PlanInput): string {
  const shown = texts.slice(0, namedOf(input))
  const left = texts.length - shown.length
  return [...shown, ...(left > 0 ? [`… ${figure(left)} more with --all`] : [])].join(', ')
}
