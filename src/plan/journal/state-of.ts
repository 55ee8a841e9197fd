import { broken } from './chain.ts'
import { type JournalEntry, type JournalOutcome, notCarriedOut, type StepItem } from './entry.ts'
import { lastWord } from './last-word.ts'
import type {
  ActionIs,
  ActionState,
  CloseEntry,
  EntryOf,
  ItemState,
  JournalState,
  KeptPreImage,
  KeptValues,
  OpenEntry,
  UndoneItem,
} from './state.ts'

type Draft = { -readonly [Key in keyof Omit<ActionState, 'is'>]: ActionState[Key] } & {
  readonly laterPreImages: KeptPreImage[]
  readonly items: Map<string, ItemState>
  readonly undoItems: Map<string, ItemState>
  readonly undone: UndoneItem[]
  /** A write had no answer and was not to be seen: it may be carried out yet, whatever came of later requests. */
  doubtful: boolean
}

type Run = OpenEntry['run']

interface RunDraft {
  readonly open: OpenEntry
  readonly actions: Set<string>
  close: CloseEntry | null
}

interface Known {
  readonly runs: RunDraft[]
  readonly drafts: Map<string, Draft>
  readonly steps: Map<number, { readonly run: Run; readonly items: readonly StepItem[] }>
  readonly stages: EntryOf<'stage'>[]
  readonly torn: EntryOf<'torn'>[]
  readonly forgotten: Set<number>
  first: OpenEntry | null
  open: OpenEntry | null
  close: CloseEntry | null
  nextStep: number
  last: JournalEntry | null
}

/** What is known after all entries; memory grows with the actions, not with the values. */
export async function stateOf(
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
): Promise<JournalState> {
  const known: Known = {
    runs: [],
    drafts: new Map(),
    steps: new Map(),
    stages: [],
    torn: [],
    forgotten: new Set(),
    first: null,
    open: null,
    close: null,
    nextStep: 0,
    last: null,
  }
  for await (const entry of entries) {
    known.last = entry
    take(known, entry)
  }
  return finish(known)
}

function take(known: Known, entry: JournalEntry): void {
  switch (entry.type) {
    case 'open':
      known.first ??= entry
      known.open = entry
      known.close = null
      known.runs.push({ open: entry, actions: new Set(), close: null })
      return
    case 'close': {
      known.close = entry
      const run = known.runs.at(-1)
      if (run !== undefined) run.close = entry
      return
    }
    case 'torn':
      known.torn.push(entry)
      return
    case 'stage':
      known.stages.push(entry)
      return
    case 'tombstone':
      for (const seq of entry.entries) known.forgotten.add(seq)
      return
    case 'intent':
      intend(known, entry)
      return
    case 'outcome':
    case 'read-back':
      settle(known, entry)
      return
    default:
      takeOfAction(draftOf(known, entry.action), entry)
  }
}

function takeOfAction(draft: Draft, entry: EntryOf<'pre-image' | 'skip' | 'verified' | 'undone'>): void {
  switch (entry.type) {
    case 'pre-image': {
      const { seq, values, at, object, members, complete } = entry
      const kept = { seq, values, at, object, members, complete, forgotten: false }
      if (draft.preImage !== null && mayBeWritten(draft)) draft.laterPreImages.push(kept)
      else draft.preImage = kept
      draft.skip = null
      return
    }
    case 'skip':
      draft.skip = entry
      return
    case 'verified': {
      draft.skip = null
      const { seq, values, at, ok, differences } = entry
      draft.verified = { seq, values, at, ok, differences, forgotten: false }
      return
    }
    case 'undone':
      draft.undone.push(...entry.items)
      draft.stands = lastWord(draft.stands, entry.items)
  }
}

function intend(known: Known, { step, verb, items, at, sha256 }: EntryOf<'intent'>): void {
  const run = known.open?.run ?? 'apply'
  known.steps.set(step, { run, items })
  known.nextStep = Math.max(known.nextStep, step + 1)
  for (const item of items) {
    const draft = draftOf(known, item.action)
    known.runs.at(-1)?.actions.add(item.action)
    const states = itemsOf(draft, run)
    const attempts = (states.get(item.item)?.attempts ?? 0) + 1
    draft.skip = null
    states.set(item.item, { item, step, verb, at, sha256, attempts, is: 'in the air', outcome: null })
  }
}

function settle(known: Known, { seq, type, step, outcomes }: EntryOf<'outcome' | 'read-back'>): void {
  const intent = known.steps.get(step)
  if (intent?.items.length !== outcomes.length) {
    throw broken('journal.ndjson', `entry ${seq} (${type}) does not fit the intent of step ${step}`)
  }
  for (const [place, item] of intent.items.entries()) {
    const draft = draftOf(known, item.action)
    const states = itemsOf(draft, intent.run)
    const before = states.get(item.item)
    const outcome = outcomes[place]
    if (before?.step !== step || outcome === undefined) continue // sent again since, or no such place
    // reading back a whole request says nothing new about items that were settled by its answer
    if (before.is !== 'in the air' && outcome.result === 'unknown') continue
    const is = outcome.result === 'unknown' ? 'in the air' : outcome.result
    states.set(item.item, { ...before, outcome, is })
    if (intent.run === 'apply' && is === 'refused') draft.doubtful ||= isNotSeen(outcome)
  }
}

function isNotSeen(outcome: JournalOutcome): boolean {
  return outcome.result === 'refused' && outcome.code === notCarriedOut
}

function finish(known: Known): JournalState {
  const actions = new Map([...known.drafts].map(([id, draft]) => [id, finishAction(known, draft)]))
  const { first, open, close, nextStep, stages, torn, last } = known
  return {
    first,
    open,
    close,
    runs: known.runs.map(({ open, actions, close }, n) => ({
      n: n + 1,
      kind: open.run,
      at: open.at,
      actions: [...actions],
      close,
    })),
    actions,
    of: (action) => actions.get(action) ?? finishAction(known, newDraft(action)),
    nextStep,
    stages,
    torn,
    entries: last === null ? 0 : last.seq + 1,
    head: last?.hash ?? null,
  }
}

function finishAction({ forgotten }: Known, draft: Draft): ActionState {
  const marked = <Kept extends KeptValues>(kept: Kept): Kept => ({
    ...kept,
    forgotten: forgotten.has(kept.seq),
  })
  const { doubtful: _, ...told } = draft
  const { preImage, verified } = told
  return {
    ...told,
    is: wordFor(draft),
    preImage: preImage && marked(preImage),
    laterPreImages: draft.laterPreImages.map(marked),
    verified: verified && marked(verified),
  }
}

function draftOf({ drafts }: Known, action: string): Draft {
  const draft = drafts.get(action) ?? newDraft(action)
  drafts.set(action, draft)
  return draft
}

function itemsOf(draft: Draft, run: Run): Map<string, ItemState> {
  return run === 'undo' ? draft.undoItems : draft.items
}

function newDraft(action: string): Draft {
  return {
    action,
    preImage: null,
    laterPreImages: [],
    items: new Map(),
    undoItems: new Map(),
    skip: null,
    verified: null,
    undone: [],
    stands: [],
    doubtful: false,
  }
}

function mayBeWritten({ items, doubtful }: Draft): boolean {
  return doubtful || [...items.values()].some(({ is }) => is !== 'refused')
}

function wordFor({ preImage, items, undoItems, skip, verified, undone }: Draft): ActionIs {
  const writes = [...items.values()]
  if ([...writes, ...undoItems.values()].some(({ is }) => is === 'in the air')) return 'in the air'
  if (undone.length > 0) return 'undone'
  const done = writes.filter(({ is }) => is === 'done').length
  if (done > 0) {
    if (skip !== null || done < writes.length) return 'partly'
    return verified === null ? 'done' : 'verified'
  }
  if (skip !== null) return 'skipped'
  if (writes.length > 0) return 'refused'
  return preImage === null ? 'untouched' : 'pre-imaged'
}
