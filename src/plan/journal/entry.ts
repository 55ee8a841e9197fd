import { z } from 'zod'

/**
 * The journal's contract. `journal.ndjson`: one entry per line, append-only, hash-chained; ids, hashes, codes and
 * counts. Personal values lie in `values.ndjson` beside it, one line per entry that has some:
 * `{seq, salt, values}`; the entry holds SHA-256 over salt and canonical JSON of the values. Forgetting a person
 * removes salt and values of that line and appends a `tombstone`; the chain still verifies.
 */

const Id = z.string().min(1)
const Count = z.int().min(0)
const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Ids = z.array(Id)

const Outcome = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('done'), id: Id.exactOptional() }),
  z.strictObject({ result: z.literal('refused'), code: z.string(), message: z.string() }),
  z.strictObject({ result: z.literal('unknown'), cause: z.string() }),
])
export type JournalOutcome = z.infer<typeof Outcome>

/** The code of a request that was looked for and not to be seen. The server may carry it out yet. */
export const notCarriedOut = 'NOT_CARRIED_OUT'

/**
 * One write of a step. `item` is unique within an action: `m0`, `m1` (merges of one group), `values` (of the survivor),
 * `link:<id>`, `tie:<relationship>:<row>` (hung on the survivor), `gone:<id>` (removed); undo has names of its own.
 */
const StepItem = z.strictObject({
  action: z.string(),
  item: z.string(),
  object: z.string(),
  /** The record that is written: survivor, duplicate, child. Absent for rows that are created. */
  record: Id.exactOptional(),
  losers: Ids.exactOptional(),
  /** Of a tie: its relationship, and what it ties `record` to. */
  relationship: z.string().exactOptional(),
  row: Id.exactOptional(),
  fields: z.array(z.string()),
})
export type StepItem = z.infer<typeof StepItem>

const verbs = ['merge', 'update', 'create', 'restore', 'attach', 'detach', 'remove'] as const

export const bodies = {
  /** First entry of a run; also of a resumed one (`resumed: true`) and of an undo. */
  open: z.strictObject({
    type: z.literal('open'),
    run: z.enum(['apply', 'undo']),
    resumed: z.boolean(),
    plan: z.string(),
    checksum: Hash,
    orgId: z.string(),
    host: z.string(),
    user: z.string(),
    tool: z.string(),
    /** How consent was given: `terminal`, `--confirm-plan`, `unattended`. */
    consent: z.string(),
    pid: Count,
  }),
  /**
   * Found when the journal was opened again after a crash: a torn last line was cut off, or lines of the values file
   * to which no entry was written are ignored from now on.
   */
  torn: z.strictObject({
    type: z.literal('torn'),
    file: z.enum(['journal', 'values']),
    what: z.enum(['cut', 'ignored']),
    bytes: Count,
  }),
  /** Values of one group before its first write: members in full, rows that hang on them. Has values. */
  preImage: z.strictObject({
    type: z.literal('pre-image'),
    action: z.string(),
    object: z.string(),
    members: Ids,
    /** Rows by relationship. */
    children: z.record(z.string(), Count),
    complete: z.boolean(),
    values: Hash,
  }),
  /** The group is left as it is: `changed`, `gone`, `refused`, `not-merged-twice`, … */
  skip: z.strictObject({
    type: z.literal('skip'),
    action: z.string(),
    code: z.string(),
    /** Member and columns that changed since the plan. */
    record: Id.exactOptional(),
    fields: z.array(z.string()).exactOptional(),
  }),
  /** On disk before the request is sent. `sha256`: keyed hash of what is asked for, values included. */
  intent: z.strictObject({
    type: z.literal('intent'),
    step: Count,
    verb: z.enum(verbs),
    items: z.array(StepItem),
    sha256: Hash,
  }),
  outcome: z.strictObject({
    type: z.literal('outcome'),
    step: Count,
    /** In the order of the intent's items. */
    outcomes: z.array(Outcome),
  }),
  /** What reading back told about an unknown outcome, item by item. */
  readBack: z.strictObject({
    type: z.literal('read-back'),
    step: Count,
    outcomes: z.array(Outcome),
  }),
  /** After a group's last write. `differences`: columns that are not as planned. Has values: the survivor as it is now. */
  verified: z.strictObject({
    type: z.literal('verified'),
    action: z.string(),
    ok: z.boolean(),
    /** All columns, or those that the plan writes. */
    compared: z.enum(['full', 'planned']).exactOptional(),
    differences: z.array(z.strictObject({ object: z.string(), id: Id, field: z.string(), what: z.string() })),
    values: Hash,
  }),
  /** A stage of the roll-out is over. `excluded`: columns that were not compared, by reason. */
  stage: z.strictObject({
    type: z.literal('stage'),
    groups: Count,
    compared: z.enum(['full', 'planned']),
    excluded: z.array(z.string()),
  }),
  /** Undo: what became of one item, e.g. a value, a child, a loser. */
  undone: z.strictObject({
    type: z.literal('undone'),
    action: z.string(),
    items: z.array(
      z.strictObject({
        what: z.string(),
        object: z.string(),
        id: Id,
        fidelity: z.enum(['exact', 'approximate', 'impossible', 'kept']),
        why: z.string(),
      }),
    ),
  }),
  /** A person was forgotten: salt and values of these entries are gone. */
  tombstone: z.strictObject({ type: z.literal('tombstone'), entries: z.array(Count) }),
  close: z.strictObject({
    type: z.literal('close'),
    /** `finished`, `stopped`, `interrupted`, `failed` */
    reason: z.string(),
    code: z.string(),
    done: Count,
    skipped: Count,
    left: Count,
  }),
} as const

const chained = { seq: Count, at: z.iso.datetime(), prev: Hash, hash: Hash }

/** An entry without its place in the chain: what writers give. */
export const EntryBody = z.discriminatedUnion('type', [
  bodies.open,
  bodies.torn,
  bodies.preImage,
  bodies.skip,
  bodies.intent,
  bodies.outcome,
  bodies.readBack,
  bodies.verified,
  bodies.stage,
  bodies.undone,
  bodies.tombstone,
  bodies.close,
])
export type EntryBody = z.infer<typeof EntryBody>

/** A line of `journal.ndjson`. `hash` is SHA-256 over the canonical JSON of the line without `hash`. */
export const JournalEntry = z.discriminatedUnion('type', [
  bodies.open.extend(chained),
  bodies.torn.extend(chained),
  bodies.preImage.extend(chained),
  bodies.skip.extend(chained),
  bodies.intent.extend(chained),
  bodies.outcome.extend(chained),
  bodies.readBack.extend(chained),
  bodies.verified.extend(chained),
  bodies.stage.extend(chained),
  bodies.undone.extend(chained),
  bodies.tombstone.extend(chained),
  bodies.close.extend(chained),
])
export type JournalEntry = z.infer<typeof JournalEntry>

/** What a pre-image keeps in the values file. */
export const PreImageValues = z.strictObject({
  members: z.array(z.strictObject({ id: Id, values: z.record(z.string(), z.unknown()) })),
  children: z.array(
    z.strictObject({
      relationship: z.string(),
      /** What kind of record the row is, or a tie leads to, where `relationship` does not begin with it. */
      object: z.string().exactOptional(),
      id: Id,
      member: Id,
      pointer: z.string(),
      slot: z.string().nullable(),
      values: z.record(z.string(), z.unknown()),
    }),
  ),
})
export type PreImageValues = z.infer<typeof PreImageValues>
