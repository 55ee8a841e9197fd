import type { GroupUndo, UndoOutcome } from '../../plan/undo/index.ts'
import type { Told } from '../../plan/undo-told.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, figure } from '../../text/words.ts'
import { definition } from '../terminal.ts'

type Item = GroupUndo['items'][number]
type Fidelity = Item['fidelity']

const fidelities: readonly Fidelity[] = ['exact', 'approximate', 'impossible', 'kept']
const words: Readonly<Record<Fidelity, string>> = {
  exact: 'exactly',
  approximate: 'nearly',
  impossible: 'not at all',
  kept: 'kept',
}
const labelWidth = 15
const named = 6
const groupsNamed = 10

/** What undo would do, before it does anything. */
export function foreseen(groups: readonly GroupUndo[], told: Told, width = 80): string {
  return [
    `To take back: ${counted(groups.length, 'group')}.`,
    ...lines(groups, width),
    ...stamps(told, width),
    ...definition('API calls', `up to ${figure(told.calls)} (estimated)`, width, labelWidth),
  ].join('\n')
}

function stamps(told: Told, width: number): readonly string[] {
  if (told.stamps.length === 0) return []
  const names = oneLine(told.stamps.join(', '), 1000)
  const text = `the CRM's own stamps are not among what comes back; they stay as last written: ${names}`
  return definition('except', text, width, labelWidth)
}

/** What undo did, item by item in sums; the journal has each. */
export function undone({ groups, left, idMap, ...told }: UndoOutcome & Told, width = 80): string {
  const done = groups.filter(({ refused }) => refused === null).length
  const rest = left > 0 ? `; ${counted(left, 'group')} left` : ''
  return [
    `Taken back: ${figure(done)} of ${counted(groups.length + left, 'group')}${rest}.`,
    ...lines(groups, width),
    ...stamps(told, width),
    ...(idMap.back > 0
      ? definition(
          'ids',
          `${counted(idMap.back, 'id')} that came back ${idMap.back === 1 ? 'is' : 'are'} no longer in ${oneLine(idMap.path)}: tell integrations that were given the list`,
          width,
          labelWidth,
        )
      : []),
    ...definition('API calls', figure(told.calls), width, labelWidth),
  ].join('\n')
}

function lines(groups: readonly GroupUndo[], width: number): readonly string[] {
  const items = groups.flatMap((group) => group.items)
  const refused = groups.filter((group) => group.refused !== null)
  return [
    ...fidelities.flatMap((fidelity) => {
      const of = items.filter((item) => item.fidelity === fidelity)
      return of.length === 0 ? [] : definition(words[fidelity], summary(of), width, labelWidth)
    }),
    ...refused
      .slice(0, groupsNamed)
      .flatMap(({ action, refused: why }) =>
        definition('not undone', oneLine(`${action}: ${why?.text ?? ''}`), width, labelWidth),
      ),
    ...(refused.length > groupsNamed
      ? definition('', `and ${counted(refused.length - groupsNamed, 'group')} more`, width, labelWidth)
      : []),
  ]
}

/** `2 records, 14 Task.WhoId, 3 values of Contact`, with reasons where there are some. */
function summary(items: readonly Item[]): string {
  const kinds = new Map<string, number>()
  for (const item of items) {
    const kind = `${kindOf(item)}${item.why === '' ? '' : ` (${item.why})`}`
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const all = [...kinds].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const texts = all.slice(0, named).map(([kind, count]) => `${figure(count)} × ${kind}`)
  if (all.length > texts.length) texts.push(`${figure(all.length - texts.length)} more kinds`)
  return oneLine(texts.join(', '), 1000)
}

function kindOf({ what, object }: Item): string {
  if (what === 'record') return object
  return what.includes('.') ? what : `${object}: ${what}`
}
