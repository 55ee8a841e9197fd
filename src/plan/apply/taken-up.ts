import { isPreserving } from '../files/plan-file.ts'
import type { JournalOutcome, StepItem } from '../journal/entry.ts'
import type { Past } from '../journal/past.ts'
import { combined, type PreImage } from '../look/pre-image.ts'
import { noteDoubt } from './doubts.ts'
import { readBack } from './read-back.ts'
import type { Run } from './run.ts'
import { forgetUnmerged } from './unmerged.ts'
import { newWork, noteDone, type Work } from './work.ts'

/**
 * The groups of a plan as earlier runs left them. What ended unknown is read back first, and put into the journal,
 * before anything is sent.
 */
export async function worksOf(run: Run, past: Past): Promise<ReadonlyMap<string, Work>> {
  const works = new Map([...run.actions.values()].map((action) => [action.id, newWork(action)]))
  for (const { item, id } of past.done) {
    const work = works.get(item.action)
    if (work !== undefined) noteDone(run, work, item, id)
  }
  const merged = past.done.flatMap(({ item }) => (item.losers === undefined ? [] : [item.object]))
  for (const object of new Set(merged)) run.moved.learn(await run.org.of(object))
  forgetUnmerged(run, past)
  for (const { verb, action, record, now } of past.takenBack) {
    const planned = run.actions.get(action)
    if (planned?.kind === 'merge' && planned.losers.includes(record)) {
      if (verb === 'restore' || verb === 'attach') run.moved.delete(planned.object, record)
      if (verb === 'create' && now !== undefined) run.moved.set(planned.object, record, now)
    } else if (planned?.kind === 'link-and-close' && planned.duplicates.includes(record))
      run.linked.delete(`${planned.object} ${record}`)
  }
  for (const [step, unsure] of past.open) {
    const outcomes = await readBackStep(run, past, step, unsure)
    for (const [n, item] of unsure.entries()) {
      const work = works.get(item.action)
      if (work === undefined) continue
      const outcome = outcomes[n]
      if (outcome?.result === 'done') noteDone(run, work, item, outcome.id)
    }
  }
  for (const [step, { items, outcomes }] of past.steps) {
    const sent = { step, items, outcomes: [...outcomes] }
    for (const [at, { action }] of items.entries()) {
      const work = works.get(action)
      if (work !== undefined) noteDoubt(work, sent, at)
    }
  }
  return works
}

async function readBackStep(
  run: Run,
  past: Past,
  step: number,
  unsure: readonly StepItem[],
): Promise<readonly JournalOutcome[]> {
  const [first] = unsure
  if (first === undefined) return []
  const view = await run.org.of(first.object)
  run.moved.learn(view)
  const looked = await readBack(run, unsure, view)
  const { items = [], outcomes = [] } = past.steps.get(step) ?? {}
  const all = items.map((item, n) => looked[unsure.indexOf(item)] ?? (outcomes[n] as JournalOutcome))
  await run.request.journal.appendAll([{ body: { type: 'read-back', step, outcomes: all } }])
  const settled = past.steps.get(step)
  if (settled !== undefined) settled.outcomes = all
  return looked
}

/** The pre-image that earlier runs took of a group, for comparing what they have done. */
export async function recall(run: Run, work: Work, past: Past): Promise<void> {
  for (const ref of past.preImages.get(work.action.id) ?? []) {
    const values = await run.request.resume?.preImage(ref)
    if (!values) continue // forgotten: a person was erased, and so was this
    const image = { takenAt: 0, ...values } as PreImage
    work.preImage = combined(work.preImage, image, isPreserving(work.action))
  }
}
