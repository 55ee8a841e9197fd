import type {
  PublishOffer,
  PublishOutcome,
  WithdrawOffer,
  WithdrawOutcome,
} from '../../plan/publish/index.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, figure, listed } from '../../text/words.ts'
import { row } from '../terminal.ts'
import { leftOutText, whereText } from './words.ts'

const labelWidth = 10
const named = 8

/** What a person says yes to. */
export function publishQuestion(offer: PublishOffer): string {
  const { sets, records, noun, calls, objects, leftOut } = offer
  const kinds = Object.entries(objects).map(([object, count]) => `${figure(count)} of ${object}`)
  const out = leftOutText(leftOut)
  const lines = [
    `This will create ${counted(sets, noun)} with ${counted(records, 'record')} (${listed(kinds)}) in ${whereText(offer)}.`,
    `No record is changed. About ${counted(calls, 'API call')}.`,
    ...(out === null ? [] : [`${out}.`]),
  ]
  return lines.map((line) => oneLine(line, 2000)).join('\n')
}

export function withdrawQuestion(offer: WithdrawOffer): string {
  const { sets, noun, calls } = offer
  const line = `This will delete ${counted(sets, noun)} in ${whereText(offer)} that Steward made and nobody has touched. No record is changed. ${counted(calls, 'API call')}.`
  return oneLine(line, 2000)
}

/** How a run ended: ids and codes, never a value. */
export function published(outcome: PublishOutcome, connection: string, width = 80): string {
  const { made, nothing, found, refused, unknown, left, leftOut, calls, noun } = outcome
  const records = made.reduce((sum, one) => sum + one.records.length, 0)
  const earlier = found === 0 ? '' : `, ${figure(found)} of them there already`
  const out = leftOutText(leftOut)
  const rows: readonly (readonly [string, string])[] = [
    [
      'made',
      nothing && made.length === 0
        ? `nothing: no group waits to be published; ${counted(calls, 'API call')}`
        : `${counted(made.length, noun)} with ${counted(records, 'record')}${earlier}; ${counted(calls, 'API call')}`,
    ],
    ...some(refused).map(({ group, code, message }) => ['refused', `${group}: ${code}: ${message}`] as const),
    ...more(refused, 'refused'),
    ...(unknown.length > 0
      ? [
          [
            'unknown',
            `${counted(unknown.length, 'group')}: no answer came; the next run looks for them first`,
          ] as const,
        ]
      : []),
    ...(left > 0 ? [['left', counted(left, 'group')] as const] : []),
    ...(out === null ? [] : [['left out', out] as const]),
    ...(made.length === 0
      ? []
      : [
          ['next', 'people judge them in the CRM; then:'] as const,
          ['', `steward plan collect -o ${connection}`] as const,
        ]),
  ]
  return render(rows, width)
}

export function withdrawn(outcome: WithdrawOutcome, width = 80): string {
  const { withdrawn: gone, nothing, kept, refused, unknown, calls, noun } = outcome
  const rows: readonly (readonly [string, string])[] = [
    [
      'deleted',
      `${nothing ? 'nothing: no set of ours may be taken away' : counted(gone.length, noun)}; ${counted(calls, 'API call')}`,
    ],
    ...some(kept).map(({ set, why }) => ['kept', `${set}: ${why}`] as const),
    ...more(kept, 'kept'),
    ...some(refused).map(({ set, code, message }) => ['refused', `${set}: ${code}: ${message}`] as const),
    ...more(refused, 'refused'),
    ...(unknown.length > 0
      ? [['unknown', `${counted(unknown.length, 'set')}: no answer came; the next run looks`] as const]
      : []),
  ]
  return render(rows, width)
}

function some<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, named)
}

function more(all: readonly unknown[], label: string): readonly (readonly [string, string])[] {
  return all.length > named ? [[label, `and ${figure(all.length - named)} more: --json lists all`]] : []
}

function render(rows: readonly (readonly [string, string])[], width: number): string {
  return rows.flatMap(([label, text]) => row(label, oneLine(text, 1000), width, labelWidth)).join('\n')
}
