import { describe, expect, it } from 'vitest'
import { lastWord } from '../../../src/plan/journal/last-word.ts'
import type { UndoneItem } from '../../../src/plan/journal/state.ts'
import { reasons } from '../../../src/plan/undo/reasons.ts'
import { isWhole } from '../../../src/plan/undo/short.ts'
import { toldItems } from '../../../src/plan/undo/taken-back.ts'

function item(what: string, fidelity: UndoneItem['fidelity'], why = ''): UndoneItem {
  return { what, object: 'Contact', id: '003', fidelity, why }
}

const words = (items: readonly UndoneItem[]) => items.map(({ what, fidelity }) => `${what} ${fidelity}`)

describe('what became of a group over several undos', () => {
  it.each<readonly [string, readonly UndoneItem[], readonly UndoneItem[], readonly string[]]>([
    ['keeps what came back', [item('Phone', 'exact')], [], ['Phone exact']],
    [
      'whatever people made of it since',
      [item('Phone', 'exact')],
      [item('Phone', 'kept', 'changed')],
      ['Phone exact'],
    ],
    ['forgets what no longer waits', [item('record', 'impossible', reasons['by hand'])], [], []],
    [
      'takes the later word',
      [item('record', 'impossible', reasons['by hand'])],
      [item('record', 'exact')],
      ['record exact'],
    ],
  ])('%s', (_, before, now, expected) => {
    expect(words(lastWord(before, now))).toEqual(expected)
  })
})

describe('items that wait for a person', () => {
  it('are no conflicts', () => {
    const items = [
      item('record', 'impossible', reasons['by hand']),
      item('Phone', 'kept', reasons['only copy']),
      item('Title', 'kept', 'changed'),
    ]
    expect(toldItems(items).map(({ fidelity }) => fidelity)).toEqual(['waits', 'waits', 'kept'])
  })
})

describe('rows that the connector declares lost', () => {
  it('do not make an undo a partial one', () => {
    const groups = (why: string) => [
      { refused: null, items: [item('Attachment.ParentId', 'impossible', why)] },
    ]
    expect(isWhole(groups(reasons['neither way']))).toBe(true)
    expect(isWhole(groups('no longer in the recycle bin'))).toBe(false)
  })
})
