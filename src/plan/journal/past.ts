import type { PreImageValues } from './entry.ts'
import { type JournalEntry, type JournalOutcome, notCarriedOut, type StepItem } from './entry.ts'
import { type Difference, isLeft, isNotGone, type Skip } from './group-end.ts'

/** A journal as it was read back, for a run that goes on: a `JournalReader` is one. */
export interface PastRun {
  readonly entries: () => AsyncIterable<JournalEntry> | Iterable<JournalEntry>
  /** Null when its values were forgotten. */
  readonly preImage: (entry: PreImageRef) => Promise<PreImageValues | null>
}

export interface PreImageRef {
  readonly seq: number
  readonly values: string
}

/** What the journal tells of earlier runs of a plan. */
export interface Past {
  readonly nextStep: number
  /** Groups that were compared in full and are as planned. */
  readonly compared: ReadonlySet<string>
  /** Writes that were carried out, oldest first. */
  readonly done: readonly { readonly item: StepItem; readonly id: string | undefined }[]
  /** Brought back, or written as they were, by an undo. */
  readonly takenBack: readonly {
    readonly verb: StepPast['verb']
    readonly action: string
    readonly record: string
    /** Of a record that was made anew. */
    readonly now: string | undefined
  }[]
  /** By step; items that are known are not among them. */
  readonly open: ReadonlyMap<number, readonly StepItem[]>
  readonly steps: ReadonlyMap<number, StepPast>
  /** From the last one that was taken before anything of the group may have been written. */
  readonly preImages: ReadonlyMap<string, readonly PreImageRef[]>
  readonly verified: ReadonlyMap<
    string,
    { readonly partly: boolean; readonly differences: readonly Difference[] }
  >
  readonly skipped: ReadonlyMap<string, Skip>
  /** Losers that were not found to be merged or removed, although the CRM said so. */
  readonly unmerged: readonly { readonly object: string; readonly id: string }[]
}

interface StepPast {
  readonly verb: Extract<JournalEntry, { type: 'intent' }>['verb']
  readonly items: readonly StepItem[]
  outcomes: readonly JournalOutcome[]
}

export const noPast: Past = {
  nextStep: 0,
  compared: new Set(),
  done: [],
  takenBack: [],
  open: new Map(),
  steps: new Map(),
  preImages: new Map(),
  verified: new Map(),
  skipped: new Map(),
  unmerged: [],
}

interface Draft {
  readonly steps: Map<number, StepPast>
  readonly preImages: Map<string, PreImageRef[]>
  readonly verified: Map<string, { partly: boolean; differences: readonly Difference[] }>
  readonly skipped: Map<string, Skip>
  /** Steps of undo are not ours to settle, and what it touched is not applied again. */
  readonly undoSteps: Map<number, StepPast>
  undoing: boolean
  readonly compared: Set<string>
  /** By action: its requests. */
  readonly sent: Map<string, StepPast[]>
}

/** Reads a journal front to back, once. */
export async function readPast(past: PastRun): Promise<Past> {
  const draft = newDraft()
  for await (const entry of past.entries()) take(draft, entry)
  const { steps, preImages, verified, skipped, undoSteps, compared } = draft
  const unmerged = [...verified.values()].flatMap(({ differences }) => differences.filter(isNotGone))
  const undone = itemsOf(undoSteps).filter(({ outcome }) => outcome?.result !== 'refused')
  for (const { action } of undone.map(({ item }) => item)) {
    skipped.set(action, { action, code: 'undone', record: null, fields: [], cause: null })
    verified.delete(action)
  }
  const done = itemsOf(steps).flatMap(({ item, outcome }) =>
    outcome?.result === 'done' ? [{ item, id: outcome.id }] : [],
  )
  const takenBack = undone.flatMap(({ verb, item, outcome }) =>
    outcome?.result === 'done' && item.record !== undefined
      ? [{ verb, action: item.action, record: item.record, now: outcome.id }]
      : [],
  )
  const nextStep = Math.max(-1, ...steps.keys(), ...undoSteps.keys()) + 1
  return {
    nextStep,
    compared,
    done,
    takenBack,
    open: openIn(steps),
    steps,
    preImages,
    verified,
    skipped,
    unmerged,
  }
}

function newDraft(): Draft {
  return {
    steps: new Map(),
    preImages: new Map(),
    verified: new Map(),
    skipped: new Map(),
    undoSteps: new Map(),
    undoing: false,
    compared: new Set(),
    sent: new Map(),
  }
}

function take(draft: Draft, entry: JournalEntry): void {
  switch (entry.type) {
    case 'open':
      draft.undoing = entry.run === 'undo'
      return
    case 'intent': {
      const { step, verb, items } = entry
      const steps = draft.undoing ? draft.undoSteps : draft.steps
      const sent: StepPast = { verb, items, outcomes: [] }
      steps.set(step, sent)
      if (draft.undoing) return
      for (const action of new Set(items.map((item) => item.action)))
        draft.sent.set(action, [...(draft.sent.get(action) ?? []), sent])
      return
    }
    case 'outcome':
    case 'read-back': {
      const step = draft.steps.get(entry.step) ?? draft.undoSteps.get(entry.step)
      if (step !== undefined) step.outcomes = entry.outcomes
      return
    }
    case 'pre-image': {
      const { action, seq, values } = entry
      const earlier = mayBeWritten(draft, action) ? (draft.preImages.get(action) ?? []) : []
      draft.preImages.set(action, [...earlier, { seq, values }])
      return
    }
    default:
      takeEnd(draft, entry)
  }
}

function mayBeWritten({ sent }: Draft, action: string): boolean {
  return (sent.get(action) ?? []).some(({ items, outcomes }) =>
    items.some((item, n) => {
      const outcome = outcomes[n]
      return item.action === action && (outcome?.result !== 'refused' || outcome.code === notCarriedOut)
    }),
  )
}

function takeEnd({ skipped, verified, compared, steps }: Draft, entry: JournalEntry): void {
  if (entry.type === 'skip') {
    const { action, code, record = null, fields = [] } = entry
    skipped.set(action, {
      action,
      code,
      record,
      fields,
      cause: code === 'refused' ? refusalOf(steps, action) : null,
    })
  }
  if (entry.type !== 'verified') return
  const { action, differences } = entry
  if (entry.ok && entry.compared === 'full') compared.add(action)
  skipped.delete(action) // given up, and found to be done after all
  verified.set(action, { partly: differences.some(isLeft), differences })
}

function itemsOf(steps: ReadonlyMap<number, StepPast>): readonly {
  readonly verb: StepPast['verb']
  readonly item: StepItem
  readonly outcome: JournalOutcome | undefined
}[] {
  return [...steps.values()].flatMap(({ verb, items, outcomes }) =>
    items.map((item, n) => ({ verb, item, outcome: outcomes[n] })),
  )
}

function openIn(steps: ReadonlyMap<number, StepPast>): Past['open'] {
  const open = [...steps].flatMap(([step, { items, outcomes }]) => {
    const unsure = items.filter((_, n) => outcomes[n] === undefined || outcomes[n].result === 'unknown')
    return unsure.length === 0 ? [] : [[step, unsure] as const]
  })
  return new Map(open)
}

/** The CRM's code of the last refusal of a group. */
function refusalOf(steps: ReadonlyMap<number, StepPast>, action: string): string | null {
  const refusals = itemsOf(steps).flatMap(({ item, outcome }) =>
    item.action === action && outcome?.result === 'refused' ? [outcome.code] : [],
  )
  return refusals.at(-1) ?? null
}
