import { isPreserving, othersOf, type PlanAction, type Radius } from '../../plan/files/plan-file.ts'
import { codeText } from '../../plan/group/left-out-words.ts'
import { capitalised, counted, figure, probability } from '../../text/words.ts'
import { anchor, type Markup, markup, nothing } from '../html/markup.ts'
import type { PlanInput } from './input.ts'
import { evidenceText, fieldText, groupsText, movesSummary, undoOfText, wayText } from './words.ts'

/** Lists are whole unless a limit is asked for. */
const groupsShown = Number.POSITIVE_INFINITY
const idsShown = 20

/** Every group that was looked at and is not in the plan, by reason. */
export function leftOutTable({ plan, limit = groupsShown }: PlanInput): Markup {
  const { leftOut } = plan
  const shown = leftOut.slice(0, limit)
  const left = leftOut.length - shown.length
  return markup`<section id="left-out" aria-labelledby="left-out-title"><h2 id="left-out-title">Not in the plan</h2><div class="card">${
    leftOut.length === 0
      ? markup`<p>Every group that was decided is in it.</p>`
      : markup`<p>${groupsText(plan)}. Below is each group or part of one that is left out, ${figure(leftOut.length)} in all.</p>
<div class="wide"><table><caption class="unseen">Groups that are not in the plan</caption><thead><tr><th scope="col">Group</th><th scope="col">Records</th><th scope="col">Why</th></tr></thead><tbody>${shown.map(
          (one) =>
            markup`<tr><th scope="row"><code>${one.group}</code><br><span class="soft small">${one.rule}</span></th><td>${one.object} ${idList(one.records)}</td><td><strong>${codeText(one.code)}</strong><br>${one.text}</td></tr>`,
        )}</tbody></table></div>${left > 0 ? markup`<p>${counted(left, 'more group')} in the plan file.</p>` : nothing}`
  }</div></section>
`
}

export function actionsTable({ plan, limit = groupsShown }: PlanInput): Markup {
  const shown = plan.actions.slice(0, limit)
  const left = plan.actions.length - shown.length
  return markup`<section id="groups" aria-labelledby="groups-title"><h2 id="groups-title">Groups (${figure(plan.actions.length)})</h2>${shown.map(
    (action) => article(action, plan.radius),
  )}${left > 0 ? markup`<p>${counted(left, 'more group')} in the plan file.</p>` : nothing}</section>
`
}

function article(action: PlanAction, radius: Radius): Markup {
  const id = anchor('group', action.id)
  const what = capitalised(wayText(action))
  const undo = ['Undo', undoOfText(action)] as const
  const isFinal = action.undo.kind === 'impossible'
  const rows: readonly (readonly [string, Markup | string])[] = [
    ...(isFinal ? [['Undo', markup`<strong>${undo[1]}</strong>`] as const] : []),
    ['Evidence', evidenceText(action.evidence)],
    ['Survivor', markup`<span class="id">${action.survivor}</span> (${action.chosen})`],
    [othersLabel(action), idList(othersOf(action))],
    ...(action.kind === 'merge' ? mergeRows(action, radius) : linkRows(action)),
    ...(isFinal ? [] : [undo]),
    ...action.notes.map(({ text }) => ['Note', text] as const),
  ]
  return markup`<article class="card" id="${id}" aria-labelledby="${id}-title"><h3 id="${id}-title">${what} ${counted(action.expect.length, action.object, action.object)} · <code>${action.id}</code></h3><p class="soft small">${action.rule} · ${probability(action.score)}</p><dl class="facts">${rows.map(
    ([name, text]) => markup`<dt>${name}</dt><dd>${text}</dd>`,
  )}</dl></article>
`
}

type Rows = readonly (readonly [string, Markup | string])[]

function othersLabel(action: PlanAction): string {
  if (action.kind !== 'merge') return 'Linked'
  return isPreserving(action) ? 'Removed' : 'Merged'
}

function mergeRows(action: Extract<PlanAction, { kind: 'merge' }>, radius: Radius): Rows {
  const fields = action.fields.map((choice) => fieldText(choice))
  const moves = movesSummary(action, radius)
  return [
    ...(fields.length === 0 ? [] : [['Sets', fields.join('; ')] as const]),
    ...(action.outvoted.length === 0 ? [] : [['Keeps', action.outvoted.join(', ')] as const]),
    ['Moves', moves.length === 0 ? 'nothing' : moves.join(', ')],
  ]
}

function linkRows({ link, set }: Extract<PlanAction, { kind: 'link-and-close' }>): Rows {
  const closing = Object.entries(set).map(([name, value]) => `${name} = ${value ?? 'blank'}`)
  return [['Sets', [`${link} = the survivor`, ...closing].join(', ')]]
}

function idList(ids: readonly string[]): Markup {
  const left = ids.length - idsShown
  return markup`${ids.slice(0, idsShown).map((id, index) => markup`${index === 0 ? '' : ', '}<span class="id">${id}</span>`)}${left > 0 ? ` … ${figure(left)} more` : ''}`
}
