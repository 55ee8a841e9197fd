import type { JournalEntry, JournalOutcome, StepItem } from '../journal-entry.ts'
import { combined } from './pre-image.ts'
import { readBack } from './read-back.ts'
import type { Difference, PastRun, PreImageRef, Run, Skip } from './run.ts'
import { newWork, noteDone, type PreImage, survivorOf, type Work } from './work.ts'

/** What the journal tells of earlier runs of a plan. */
export interface Past {
  readonly nextStep: number
  readonly canaryPassed: boolean
  /** Writes that were carried out, oldest first. */
  readonly done: readonly { readonly item: StepItem; readonly id: string | undefined }[]
  /** By step; items that are known are not among them. */
  readonly open: ReadonlyMap<number, readonly StepItem[]>
  readonly steps: ReadonlyMap<number, StepPast>
  readonly preImages: ReadonlyMap<string, readonly PreImageRef[]>
  readonly verified: ReadonlyMap<
    string,
    { readonly partly: boolean; readonly differences: readonly Difference[] }
  >
  readonly skipped: ReadonlyMap<string, Skip>
}

interface StepPast {
  readonly items: readonly StepItem[]
  outcomes: readonly JournalOutcome[]
}

export const noPast: Past = {
  nextStep: 0,
  canaryPassed: false,
  done: [],
  open: new Map(),
  steps: new Map(),
  preImages: new Map(),
  verified: new Map(),
  skipped: new Map(),
}

/** Reads a journal front to back, once. */
export async function readPast(past: PastRun): Promise<Past> {
  const steps = new Map<number, StepPast>()
  const preImages = new Map<string, PreImageRef[]>()
  const verified = new Map<string, { partly: boolean; differences: readonly Difference[] }>()
  const skipped = new Map<string, Skip>()
  let canaryPassed = false
  for await (const entry of past.entries()) {
    if (entry.type === 'stage') canaryPassed ||= entry.compared === 'full'
    noteStep(steps, entry)
    if (entry.type === 'pre-image')
      preImages.set(entry.action, [
        ...(preImages.get(entry.action) ?? []),
        { seq: entry.seq, values: entry.values },
      ])
    if (entry.type === 'skip') {
      const { action, code, record = null, fields = [] } = entry
      skipped.set(action, { action, code, record, fields, cause: refusalOf(steps, action) })
    }
    if (entry.type === 'verified') {
      const { action, differences } = entry
      verified.set(action, { partly: differences.some(({ what }) => what.startsWith('left: ')), differences })
    }
  }
  const known = [...steps.values()].flatMap(({ items, outcomes }) =>
    items.map((item, n) => ({ item, outcome: outcomes[n] })),
  )
  const done = known.flatMap(({ item, outcome }) =>
    outcome?.result === 'done' ? [{ item, id: outcome.id }] : [],
  )
  const open = new Map(
    [...steps].flatMap(([step, { items, outcomes }]) => {
      const unsure = items.filter((_, n) => outcomes[n] === undefined || outcomes[n].result === 'unknown')
      return unsure.length === 0 ? [] : [[step, unsure] as const]
    }),
  )
  const nextStep = Math.max(-1, ...steps.keys()) + 1
  return { nextStep, canaryPassed, done, open, steps, preImages, verified, skipped }
}

function noteStep(steps: Map<number, StepPast>, entry: JournalEntry): void {
  if (entry.type === 'intent') steps.set(entry.step, { items: entry.items, outcomes: [] })
  if (entry.type !== 'outcome' && entry.type !== 'read-back') return
  const step = steps.get(entry.step)
  if (step !== undefined) step.outcomes = entry.outcomes
}

function refusalOf(steps: ReadonlyMap<number, StepPast>, action: string): string | null {
  let code: string | null = null
  for (const { items, outcomes } of steps.values()) {
    for (const [n, item] of items.entries()) {
      const outcome = outcomes[n]
      if (item.action === action && outcome?.result === 'refused') code = outcome.code
    }
  }
  return code
}

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
  for (const [step, unsure] of past.open) {
    const outcomes = await readBackStep(run, past, step, unsure)
    for (const [n, item] of unsure.entries()) {
      const work = works.get(item.action)
      if (work === undefined) continue
      work.doubtful = true
      if (outcomes[n]?.result === 'done') noteDone(run, work, item, undefined)
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
  const looked = await readBack(run, unsure, await run.org.of(first.object))
  const { items = [], outcomes = [] } = past.steps.get(step) ?? {}
  const all = items.map((item, n) => looked[unsure.indexOf(item)] ?? (outcomes[n] as JournalOutcome))
  await run.request.journal.appendAll([{ body: { type: 'read-back', step, outcomes: all } }])
  return looked
}

/** The pre-image that earlier runs took of a group, for comparing what they have done. */
export async function recall(run: Run, work: Work, past: Past): Promise<void> {
  for (const ref of past.preImages.get(work.action.id) ?? []) {
    const values = await run.request.resume?.preImage(ref)
    if (!values) continue // forgotten: a person was erased, and so was this
    const image = { takenAt: 0, ...values } as PreImage
    work.preImage = combined(work.preImage, image, survivorOf(run, work.action))
  }
}
