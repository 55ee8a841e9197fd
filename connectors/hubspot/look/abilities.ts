import type { Abilities } from '../../../src/kit/abilities.ts'
import type { FieldDescription } from '../../../src/kit/connector.ts'
import { isMergeable } from '../objects.ts'
import { changedByMerge, createForesight } from './foresee.ts'
import { splitLosses } from './losses.ts'
import { isActivity } from './objects.ts'
import { traitsOf } from './traits.ts'

/** Batches of objects (CRM objects API guide). */
const recordsPerRequest = 100
/** Most ids of one call of `children`; a read of associations would take 1,000. */
const parentsPerRequest = 400

/** One pair a request is slow going; of the burst limit of an account these leave others most. */
const mergesAtOnce = 4

export interface AbilitiesAsk {
  readonly object: string
  readonly fields: readonly FieldDescription[]
  /** Whether HubSpot's Salesforce integration is at work on the object. */
  readonly synced: boolean
}

export function abilitiesOf(ask: AbilitiesAsk): Abilities {
  const { object, fields } = ask
  const why = whyNoMerge(ask)
  return {
    merge: why === null ? nativeMerge(object, fields) : null,
    why,
    ...preservingOf(ask),
    ...splitOf(object, fields),
    ...(names(fields).has(stage) ? { emptiedFirst: [stage] } : {}),
    traits: traitsOf(object, fields),
    updatesPerRequest: recordsPerRequest,
    reads: { records: recordsPerRequest, parents: parentsPerRequest, relationships: 1 },
    ...followsOf(object, fields),
  }
}

/** What their timeline holds is mostly associated records, which can be attached to another one. */
const preservable: ReadonlySet<string> = new Set(['companies', 'deals', 'tickets'])

function whyNoMerge({ object, synced }: AbilitiesAsk): string | null {
  if (object === 'companies' && synced)
    return "HubSpot does not merge companies while its Salesforce integration is active: merge the accounts in Salesforce, or use `by: preserving`, which puts the duplicates into HubSpot's recycle bin."
  if (isMergeable(object)) return null
  if (isActivity(object)) return `HubSpot has no merge for activities such as ${object}.`
  return `HubSpot has no merge for ${object}.`
}

const mergedColumn = 'hs_merged_object_ids'

/** `merge` of the CRM objects API takes one pair, and no values. */
function nativeMerge(object: string, fields: readonly FieldDescription[]): NonNullable<Abilities['merge']> {
  return {
    recordsPerMerge: 2,
    mergesPerRequest: 1,
    requestsAtOnce: mergesAtOnce,
    ...(fields.some(({ name }) => name === mergedColumn) ? { listedIn: mergedColumn } : {}),
    takesValues: false,
    changes: changedByMerge(object, fields),
    foresee: createForesight(object, fields),
    undo: { kind: 'impossible', why: noUndo(object) },
  }
}

function noUndo(object: string): string {
  const lost = splitLosses(object).map(({ what }) => what)
  return `HubSpot cannot take a merge back. \`steward plan undo\` splits a duplicate off again as a new record with its former values, associations and static lists, without its ${lost.join(', ')}.`
}

/** It moves back only once it was cleared ("Change a record's lifecycle stage", HubSpot knowledge base). */
const stage = 'lifecyclestage'

/** Written by HubSpot from the primary association, and the other way round. */
const fromTies = ['associatedcompanyid']

function splitOf(object: string, fields: readonly FieldDescription[]): Pick<Abilities, 'split'> {
  if (!isMergeable(object)) return {}
  const there = fromTies.filter((name) => names(fields).has(name))
  return { split: { losses: splitLosses(object), fromTies: there } }
}

function names(fields: readonly FieldDescription[]): ReadonlySet<string> {
  return new Set(fields.map(({ name }) => name))
}

/** Knowledge base, "Restore deleted activity and CRM records". */
function restorePage(object: string): string {
  return `HubSpot, CRM, ${object.charAt(0).toUpperCase()}${object.slice(1)}, Actions, Restore records`
}

function preservingOf({
  object,
}: AbilitiesAsk): Pick<Abilities, 'preserving'> | Pick<Abilities, 'whyNotPreserving'> {
  if (preservable.has(object))
    return {
      preserving: {
        undo: {
          kind: 'approximate',
          why: 'Values and associations can be put back; duplicates come out of the recycle bin by hand only, within 90 days.',
        },
        window: { days: 90, byHand: restorePage(object) },
        loses: `${object === 'deals' ? 'line items, quotes, ' : ''}property history, web analytics, enrolments in workflows, files and whatever else of a duplicate is no value, association or membership of a static list`,
      },
    }
  const reason =
    object === 'contacts'
      ? 'a contact in the recycle bin takes its timeline along: form submissions, web and marketing e-mail events'
      : 'it is offered for companies, deals and tickets only'
  return { whyNotPreserving: `Duplicates of ${object} cannot be emptied and deleted: ${reason}.` }
}

/** Set by HubSpot when a stage is written, unless they are written along with it. */
const follows: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  deals: { dealstage: ['closedate', 'hs_deal_stage_probability'] },
  tickets: { hs_pipeline_stage: ['closed_date'] },
}

function followsOf(object: string, fields: readonly FieldDescription[]): Pick<Abilities, 'follows'> {
  const known = names(fields)
  const found = Object.entries(follows[object] ?? {}).map(([name, others]): [string, readonly string[]] => [
    name,
    others.filter((other) => known.has(other)),
  ])
  const kept = found.filter(([name, others]) => known.has(name) && others.length > 0)
  return kept.length === 0 ? {} : { follows: Object.fromEntries(kept) }
}
