import type { Abilities } from '../../../src/kit/abilities.ts'
import type { Api } from '../api.ts'
import type { Describe, Descriptions } from '../describe.ts'
import type { Organization } from '../organization.ts'
import { changedSurvivor } from './exceptions.ts'
import { lossesOf } from './losses.ts'
import { readRights } from './rights.ts'
import { traitsOf } from './traits.ts'

export interface AbilitiesContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly organization: Organization
}

/** One master and up to two others; nothing else has a merge (SOAP API, `merge()`; Apex, "Merge Statements"). */
const recordsPerMerge = 3
const bySoap: ReadonlySet<string> = new Set(['Account', 'Contact', 'Lead', 'Individual'])
export function isMergedBySoap(object: string): boolean {
  return bySoap.has(object)
}

/** By SOAP or by Apex; of everything else no record ever goes. */
export function isMergeable(object: string): boolean {
  return bySoap.has(object) || object === 'Case'
}

/** Help, "Recycle Bin". */
const window = { days: 15 }
/** The vendor takes 200; each merge locks rows, so fewer answers get lost at once. */
const mergesPerRequest = 20
/** sObject Collections (REST API guide). */
const updatesPerRequest = 200

export async function readAbilities(object: string, context: AbilitiesContext): Promise<Abilities> {
  const { descriptions } = context
  await descriptions.load([object], 'plan')
  descriptions.refuseUnknown([object])
  const describe = descriptions.described(object)
  if (describe === undefined) return cannot(noTraits, `This login may not read ${object}.`)
  const traits = traitsOf(describe)
  if (bySoap.has(object)) return { merge: soapMerge(describe), ...merging(object, traits) }
  if (object !== 'Case') return { ...cannot(traits, noMerge(object)), ...followsOf(object) }
  if (!describe.deletable)
    return cannot(
      traits,
      'Salesforce merges cases only for who may delete them, and this login lacks "Delete" on Case; link them and close the duplicates instead.',
    )
  if (!(await readRights(context, 'plan')).authorApex)
    return cannot(
      traits,
      'Salesforce merges cases by Apex only, and this login lacks "Author Apex"; link them and close the duplicates instead.',
    )
  return { merge: apexMerge(describe), ...merging(object, traits) }
}

const noTraits: Abilities['traits'] = {
  groups: {},
  consents: [],
  foreignIds: [],
  owner: null,
  recordType: null,
}

function merging(object: string, traits: Abilities['traits']): Omit<Abilities, 'merge'> {
  return { why: null, traits, updatesPerRequest, losses: lossesOf(object) }
}

function cannot(traits: Abilities['traits'], why: string): Abilities {
  return { merge: null, why, traits, updatesPerRequest }
}

/** Object Reference, Opportunity, `StageName`: it sets these, unless they are written along with it. */
function followsOf(object: string): Pick<Abilities, 'follows'> {
  if (object !== 'Opportunity') return {}
  return { follows: { StageName: ['Probability', 'ForecastCategory', 'ForecastCategoryName'] } }
}

function noMerge(object: string): string {
  return `Salesforce has no merge for ${object}: what cannot be moved would be deleted with the duplicate. Link it and close it instead.`
}

function soapMerge(describe: Describe): NonNullable<Abilities['merge']> {
  return {
    recordsPerMerge,
    mergesPerRequest,
    takesValues: true,
    changes: changesOf(describe),
    undo: { kind: 'exact' },
    window,
  }
}

/** One transaction for a whole script, so it holds one merge. */
function apexMerge(describe: Describe): NonNullable<Abilities['merge']> {
  return {
    recordsPerMerge,
    mergesPerRequest: 1,
    takesValues: false,
    changes: changesOf(describe),
    window,
    undo: {
      kind: 'approximate',
      why: "Mails and comments of merged cases cannot be moved back, and whether merged cases are kept or deleted is the org's own setting.",
    },
  }
}

function changesOf({ fields }: Describe): readonly string[] {
  const names = new Set(fields.map(({ name }) => name))
  return changedSurvivor.filter((name) => names.has(name))
}
