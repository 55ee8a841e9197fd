import type { Abilities } from '../../../src/kit/abilities.ts'
import type { FieldDescription } from '../../../src/kit/connector.ts'
import type { Value } from '../../../src/kit/record.ts'

type Foresee = NonNullable<NonNullable<Abilities['merge']>['foresee']>
type Values = Readonly<Record<string, Value>>

/** What one column has after a merge; `primary` and `secondary` are whole records. */
type Rule = (primary: Values, secondary: Values, field: FieldDescription) => Value

const isBlank = (value: Value | undefined): boolean => value === undefined || value === null || value === ''

/** "Merge records" (HubSpot knowledge base): the primary's value stands, and where it has none the secondary's. */
const fillBlank: Rule = (primary, secondary, { name }) => {
  const own = valueIn(primary, name)
  return (isBlank(own) ? valueIn(secondary, name) : own) ?? null
}

/** Properties may be called `constructor`, which every object has. */
function valueIn(values: Values, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

/** Of two that are there. */
function choose(take: (primary: Value, secondary: Value, field: FieldDescription) => Value): Rule {
  return (primary, secondary, field) => {
    const [own, other] = [valueIn(primary, field.name), valueIn(secondary, field.name)]
    if (own === undefined || other === undefined || isBlank(own) || isBlank(other))
      return fillBlank(primary, secondary, field)
    return take(own, other, field)
  }
}

/** Further down the funnel; stages stand in that order in the property's options. */
const furthest = choose((own, other, { picklist }) =>
  picklist.indexOf(String(other)) > picklist.indexOf(String(own)) ? other : own,
)
const sum = choose((own, other) => Number(own) + Number(other))
const earliest = choose((own, other) => (String(other) < String(own) ? other : own))
const either = choose((own, other) => (String(other) === 'true' ? other : own))

/** HubSpot keeps addresses and domains in lower case, and each once: the first as the main one. */
function all(primary: Values, secondary: Values, [main, additional]: Columns): readonly string[] {
  const parts = [primary, secondary].flatMap((record) => [
    ...split(record[main]),
    ...split(record[additional]),
  ])
  return [...new Set(parts)]
}

type Columns = readonly [main: string, additional: string]

function first(columns: Columns): Rule {
  return (primary, secondary) => all(primary, secondary, columns)[0] ?? null
}

/** Those that the main column has no room for. */
function further(columns: Columns): Rule {
  return (primary, secondary) => {
    const [, ...others] = all(primary, secondary, columns)
    return others.length === 0 ? null : others.join(';')
  }
}

function split(value: Value | undefined): readonly string[] {
  if (typeof value !== 'string') return []
  return value
    .split(';')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
}

/** Told of an address: it passes with the address only. */
const withAddress: Rule = (primary, secondary, field) =>
  isBlank(primary.email) ? fillBlank(primary, secondary, field) : (valueIn(primary, field.name) ?? null)
const toldOfAddress = /^hs_email/

function ruleOf(object: string, name: string): Rule | undefined {
  if (object === 'contacts' && toldOfAddress.test(name)) return withAddress
  const own = rules[object] ?? {}
  return Object.hasOwn(own, name) ? own[name] : undefined
}

const emails: Columns = ['email', 'hs_additional_emails']
const domains: Columns = ['domain', 'hs_additional_domains']

const rules: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  contacts: {
    createdate: earliest,
    email: first(emails),
    hs_additional_emails: further(emails),
    hs_marketable_status: either,
    lifecyclestage: furthest,
    num_conversion_events: sum,
  },
  companies: {
    createdate: earliest,
    domain: first(domains),
    hs_additional_domains: further(domains),
    lifecyclestage: furthest,
  },
}

/** Follows from associations, which are merged by rules of their own. */
const fromAssociations = /^associatedcompanyid$|_associated_|^hs_parent_company_id$/
/** Of which HubSpot takes the one that was set last, or that it works out anew. */
const fromHistory = new Set(['hs_legal_basis', 'createdate', 'hs_createdate'])

function isOwn({ calculated, system }: FieldDescription): boolean {
  return !calculated && !system
}

/** Columns that a merge changes in ways that the values of the records alone do not tell. */
export function changedByMerge(object: string, fields: readonly FieldDescription[]): readonly string[] {
  const isForeseen = ({ name }: FieldDescription): boolean => ruleOf(object, name) !== undefined
  return fields
    .filter((field) => isOwn(field) && (isDerived(field.name) || !(isWritable(field) || isForeseen(field))))
    .map(({ name }) => name)
}

function isWritable({ updateable, createable }: FieldDescription): boolean {
  return updateable || createable
}

function isDerived(name: string): boolean {
  return fromAssociations.test(name) || fromHistory.has(name)
}

/**
 * HubSpot's own merge, column by column. Left out are columns that HubSpot computes or sets by itself: what becomes
 * of them depends on more than the two records.
 */
export function createForesight(object: string, fields: readonly FieldDescription[]): Foresee {
  const own = new Map(fields.map(({ name }) => [name, ruleOf(object, name)]))
  const known = fields.filter(
    (field) =>
      isOwn(field) &&
      (own.get(field.name) !== undefined || (isWritable(field) && !fromAssociations.test(field.name))),
  )
  return (survivor, losers) => {
    const after = losers.reduce((primary: Values, { values }) => mergeOnce(primary, values), survivor.values)
    const changed = known.filter(
      ({ name }) => Object.hasOwn(after, name) && !same(after[name], valueIn(survivor.values, name)),
    )
    return Object.fromEntries(changed.map(({ name }) => [name, after[name] ?? null]))
  }

  function mergeOnce(primary: Values, secondary: Values): Values {
    const readable = known.filter(
      ({ name }) => Object.hasOwn(primary, name) || Object.hasOwn(secondary, name),
    )
    return Object.fromEntries(
      readable.map((field) => [field.name, (own.get(field.name) ?? fillBlank)(primary, secondary, field)]),
    )
  }
}

function same(one: Value | undefined, other: Value | undefined): boolean {
  return (isBlank(one) && isBlank(other)) || one === other
}
