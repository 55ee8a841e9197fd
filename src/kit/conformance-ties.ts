import assert from 'node:assert/strict'
import type { WriteSubject } from './conformance-writer.ts'
import type { Tie } from './relationship.ts'
import type { StepOutcome, Writer } from './writer.ts'

/** What can be put back by attaching it can be attached and detached, so many in a request. */
export async function saysWhatItTies(writer: Writer, object: string): Promise<void> {
  const { attach, detach } = writer
  assert.equal(attach === undefined, detach === undefined, 'attach and detach go together')
  for (const { name, undo, tiesPerRequest, sameRow } of await writer.relationships(object)) {
    assert.equal(undo === 'attach', tiesPerRequest !== undefined, `${name}: what is attached are ties`)
    assert.ok(
      sameRow === undefined || tiesPerRequest !== undefined,
      `${name}: rows that are no ties share none`,
    )
    if (tiesPerRequest === undefined) continue
    assert.ok(attach !== undefined && tiesPerRequest >= 1, `${name}: ties that nobody can attach`)
  }
}

/** Ties are done as often as one likes, and are seen where they hang. */
export async function tiesAndUnties(writer: Writer, subject: WriteSubject): Promise<void> {
  const { object, group, tie } = subject
  const { attach, detach } = writer
  if (attach === undefined || detach === undefined) return
  assert.ok(tie, `a tie to try on ${object} must be given`)
  const [member] = group
  const one: Tie = { ...tie, member }
  const isThere = async (): Promise<boolean> => {
    const { rows } = await writer.children(object, group)
    return rows.some(
      (row) => row.relationship === tie.relationship && row.id === tie.row && row.member === member,
    )
  }
  assert.equal(await isThere(), false, 'the tie must not be there beforehand')
  for (const act of [attach, attach]) assertDone(await act(object, [one]))
  assert.equal(await isThere(), true, 'what was attached does not hang there')
  for (const act of [detach, detach]) assertDone(await act(object, [one]))
  assert.equal(await isThere(), false, 'what was detached still hangs there')
}

function assertDone(outcomes: readonly StepOutcome[]): void {
  assert.deepEqual(outcomes, [{ result: 'done' }], 'what is as it shall be is done')
}
