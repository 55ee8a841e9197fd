import { z } from 'zod'

/**
 * `plan.json`: reviewed like code, so it holds ids, hashes, field names, counts and reasons, never a value of a
 * record. The values lie in the side file (`values-file.ts`).
 */

const Id = z.string().min(1)
const Count = z.int().min(0)
const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Counts = z.record(z.string(), Count)
const Gap = z.strictObject({ what: z.string(), why: z.string(), remedy: z.string().exactOptional() })

/** What allows an action to be in the plan. */
export const Evidence = z.discriminatedUnion('by', [
  /** An entry of `sufficient` in the policy. */
  z.strictObject({ by: z.literal('policy'), name: z.string(), same: z.array(z.string()) }),
  /** A bound from a labelled random sample of the band that the group is in (`steward eval`). */
  z.strictObject({
    by: z.literal('label'),
    lowerBound: z.number(),
    labels: Count,
    /** Of these labels, wrong or unsure. */
    errors: Count,
    /** Score from which the band begins. */
    from: z.number(),
    sample: z.string().regex(/^[0-9a-f]{8}$/),
    drawnAt: z.iso.datetime(),
    /** Hash of the rule that the sample was drawn with. */
    ruleHash: z.string().regex(/^[0-9a-f]{16}$/),
  }),
  /** A person's word about this very group, in a file that was read back. */
  z.strictObject({ by: z.literal('decision'), file: z.string(), who: z.string() }),
  /** A person confirmed the exact number of groups from this score on, ten of them shown. */
  z.strictObject({ by: z.literal('score'), least: z.number(), confirmed: Count, who: z.string() }),
])
export type Evidence = z.infer<typeof Evidence>

const Undo = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exact') }),
  z.strictObject({ kind: z.literal('approximate'), why: z.string() }),
  z.strictObject({ kind: z.literal('impossible'), why: z.string() }),
  /** The login does not see everything a merge moves. */
  z.strictObject({ kind: z.literal('unknown'), why: z.string() }),
])
export type PlanUndo = z.infer<typeof Undo>

/** A column of the survivor that ends otherwise than it was, or would; what is set is in the side file. */
const FieldChoice = z.strictObject({
  field: z.string(),
  /** Id of the member whose value it is; null for a value typed by a person or made of several. */
  from: Id.nullable(),
  /** `fill`, `newest`, `union`, `typed`, `group mailing address`, … */
  why: z.string(),
  /** True when the survivor had another value, not none. */
  overwrites: z.boolean(),
  /**
   * `does`: the merge alone ends with this value, so nothing is written. `undone`: the merge alone would change it, so
   * what the survivor had, perhaps nothing, is written again. Absent: the plan sets it.
   */
  merge: z.enum(['does', 'undone']).exactOptional(),
})
export type FieldChoice = z.infer<typeof FieldChoice>

const Note = z.strictObject({ code: z.string(), text: z.string() })
export type Note = z.infer<typeof Note>

const common = {
  /** First 8 hex digits of the group id, longer where two begin alike. */
  id: z.string().regex(/^[0-9a-f]{8,16}$/),
  group: z.string(),
  rule: z.string(),
  score: z.number(),
  object: z.string(),
  survivor: Id,
  evidence: Evidence,
  /** Why this one survives: `portal user`, `your decision`, … */
  chosen: z.string(),
  /**
   * Keyed hash of the values of each member that the decision used, survivor first: all columns that are neither
   * calculated nor set by the CRM.
   */
  expect: z.array(z.strictObject({ id: Id, hash: z.string().regex(/^[0-9a-f]{32}$/) })).min(2),
  undo: Undo,
  /** Ids, besides the members, whose rows the action writes or leans on: accounts, parents. For ordering. */
  touches: z.array(Id),
  notes: z.array(Note),
}

const MergeAction = z.strictObject({
  kind: z.literal('merge'),
  ...common,
  /** Absent: by the CRM's own merge. Else losers are emptied into the survivor and put into the recycle bin. */
  by: z.literal('preserving').exactOptional(),
  losers: z.array(Id).min(1),
  fields: z.array(FieldChoice),
  /** Columns in which members differ and the survivor's value stays; the others go to the journal. */
  outvoted: z.array(z.string()),
  /** Rows that move to the survivor, by relationship. */
  moves: Counts,
  /** Rows of which the survivor has one already: the CRM drops one. */
  collisions: Counts,
})

const LinkAction = z.strictObject({
  kind: z.literal('link-and-close'),
  ...common,
  duplicates: z.array(Id).min(1),
  /** Column that will point to the survivor. */
  link: z.string(),
  /** Columns of the duplicates that close them; the values are the policy's. */
  set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

export const PlanAction = z.discriminatedUnion('kind', [MergeAction, LinkAction])
export type PlanAction = z.infer<typeof PlanAction>
export type MergeAction = z.infer<typeof MergeAction>
export type LinkAction = z.infer<typeof LinkAction>

/** Members of an action that do not survive. */
export function othersOf(
  action: Pick<MergeAction, 'kind' | 'losers'> | Pick<LinkAction, 'kind' | 'duplicates'>,
): readonly string[] {
  return action.kind === 'merge' ? action.losers : action.duplicates
}

/** True where duplicates are emptied into the survivor and removed, not merged by the CRM. */
export function isPreserving(action: PlanAction): action is MergeAction & { readonly by: 'preserving' } {
  return action.kind === 'merge' && action.by === 'preserving'
}

/** A group that was looked at and is not in the plan. */
const LeftOut = z.strictObject({
  group: z.string(),
  rule: z.string(),
  object: z.string(),
  records: z.array(Id),
  /** Stable: `dropped`, `apart`, `no-evidence`, `two-protected`, `two-owners`, `lead-and-contact`, hazard codes, … */
  code: z.string(),
  text: z.string(),
})
export type LeftOut = z.infer<typeof LeftOut>

/** What the whole plan does, for people. */
const Radius = z.strictObject({
  /** Groups as the scan found them, waived ones not counted. */
  scan: z.strictObject({
    groups: Count,
    /** Of which at least a part is in the plan. */
    planned: Count,
    /** Of these, those planned in several parts, or with records left out. */
    inPart: Count,
    /** The others, by the first reason. */
    out: Counts,
  }),
  merges: Count,
  /** Of these, those in which duplicates are taken over and put into the recycle bin. */
  preserving: Count.exactOptional(),
  /** Records that go in and records that stay, of merges. */
  before: Count,
  after: Count,
  linked: Count,
  moves: Counts,
  collisions: Counts,
  /** By relationship, what its rows are called where its name does not begin with their object. */
  rows: z.record(z.string(), z.string()).exactOptional(),
  fills: Count,
  overwrites: Count,
  /** Values, also blanks, that the merge alone would change and that are written again. */
  restored: Count.exactOptional(),
  /** Differing values that only the journal keeps. */
  outvoted: Count,
  optOutsKept: Count,
  /** Addresses of losers that are opted out and that the survivor does not have. */
  suppressed: Count,
  /** Columns of survivors that the merge itself changes, by object. */
  changes: z.array(z.strictObject({ object: z.string(), columns: z.array(z.string()) })),
  /** Rows that no undo puts back, by relationship. */
  lost: Counts,
  hazards: z.array(z.strictObject({ code: z.string(), text: z.string(), groups: Count })),
  fires: z.array(
    z.strictObject({ object: z.string(), type: z.string(), name: z.string(), on: z.array(z.string()) }),
  ),
  /** Why it is not known what will fire. */
  firesUnknown: z.array(Gap),
  systems: z.array(z.strictObject({ name: z.string(), what: z.string() })),
  /** Other CRMs, by connector id, with which records of so many groups are in sync: their plans go first. */
  inSync: z.array(z.strictObject({ crm: z.string(), groups: Count })).exactOptional(),
  bin: z
    .strictObject({ used: Count, capacity: Count, days: Count, graceHours: Count.exactOptional() })
    .nullable(),
  undo: z.strictObject({ exact: Count, approximate: Count, impossible: Count, unknown: Count }),
  blind: z.array(Gap),
  calls: Counts,
  /** Requests for taking back all of it, at most and about. */
  undoCalls: Count,
  /** Program text that will be run, when a merge is done by one; one sample step. */
  script: z.string().nullable(),
})
export type Radius = z.infer<typeof Radius>

export const PlanFile = z.strictObject({
  format: z.literal('crm-steward/plan'),
  version: z.literal(1),
  /** First 8 hex digits of the checksum of everything but `id` and `checksum`. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  createdAt: z.iso.datetime(),
  tool: z.string(),
  connection: z.strictObject({
    name: z.string(),
    crm: z.string(),
    orgId: z.string(),
    host: z.string(),
    user: z.string(),
    production: z.boolean(),
    apiVersion: z.string(),
  }),
  /** Hash of the policy it was made by. */
  policy: z.string(),
  scan: z.strictObject({ run: z.int(), asOf: z.string(), selectors: z.array(z.string()) }),
  actions: z.array(PlanAction),
  leftOut: z.array(LeftOut),
  radius: Radius,
  /** The side file: its name in the same folder, and SHA-256 of its bytes. */
  values: z.strictObject({ file: z.string(), sha256: Hash }),
  /** SHA-256 over the canonical JSON of everything else. */
  checksum: Hash,
})
export type PlanFile = z.infer<typeof PlanFile>
