import type { Org } from '../org.ts'
import { furthestStage } from '../schema/lifecycle.ts'
import type { ObjectType } from '../schema/types.ts'
import { emailsOf } from '../store/email.ts'
import { versionsOf } from '../store/history.ts'
import { type StoredRecord, type Values, valueIn } from '../store/record.ts'
import { mergedIds, type Pair } from './check.ts'

/** Which of two values a merge takes; both are there. */
type Choice = (primary: string, secondary: string) => string

const earlier: Choice = (a, b) => (a < b ? a : b)
const later: Choice = (a, b) => (a > b ? a : b)
const sum: Choice = (a, b) => String(Number(a) + Number(b))

/** What is not "the primary's, else the secondary's". */
const choices: Readonly<Record<string, Choice>> = {
  createdate: earlier,
  hs_createdate: earlier,
  hs_analytics_first_timestamp: earlier,
  hs_analytics_last_timestamp: later,
  hs_analytics_last_visit_timestamp: later,
  hs_analytics_num_page_views: sum,
  hs_analytics_num_visits: sum,
  first_conversion_date: earlier,
  recent_conversion_date: later,
  num_conversion_events: sum,
  num_unique_conversion_events: sum,
  hs_marketable_status: (a, b) => (a === 'true' || b === 'true' ? 'true' : a),
}

/** Told of an address, not of a person: it does not pass to another address. */
const ofAddress = /^hs_email_|^hs_emailconfirmationstatus$/

/** Never taken from the secondary: they say where a record came from, or are worked out anew. */
const ownOnly =
  /^hs_object_source|^hs_canonical_object_id$|^hs_unique_creation_key$|^associatedcompanyid$|_associated_|^hs_parent_company_id$/

export function mergedValues(org: Org, type: ObjectType, pair: Pair, id: string): Record<string, string> {
  const { primary, secondary } = pair
  const values = chosen(primary.properties, secondary.properties)
  values.hs_merged_object_ids = [
    ...mergedIds(primary),
    ...mergedIds(secondary),
    primary.id,
    secondary.id,
  ].join(';')
  if (type.name === 'contacts') Object.assign(values, contactValues(org, pair, id))
  if (type.name === 'companies') Object.assign(values, companyValues(pair))
  if (type.name === 'contacts' || type.name === 'companies') {
    const stage = furthestStage(primary.properties.lifecyclestage, secondary.properties.lifecyclestage)
    if (stage !== undefined) values.lifecyclestage = stage
  }
  return values
}

function chosen(primary: Values, secondary: Values): Record<string, string> {
  const values: Record<string, string> = { ...primary }
  for (const [name, value] of Object.entries(secondary)) {
    const own = valueIn(primary, name)
    const choice = Object.hasOwn(choices, name) ? choices[name] : undefined
    if (own !== undefined) values[name] = choice?.(own, value) ?? own
    else if (!ownOnly.test(name) && !(primary.email !== undefined && ofAddress.test(name)))
      values[name] = value
  }
  return values
}

function contactValues(org: Org, { primary, secondary }: Pair, id: string): Record<string, string> {
  const [email, ...additional] = [
    ...new Set([...emailsOf(primary.properties), ...emailsOf(secondary.properties)]),
  ]
  const at = org.clock.now().getTime()
  const former = [primary, secondary].map(({ properties }) => properties.hs_calculated_merged_vids ?? '')
  const vids = [...former.filter((text) => text !== ''), `${primary.id}:${at}`, `${secondary.id}:${at}`]
  const basis = latestBasis(org, primary, secondary)
  return {
    ...(email === undefined ? {} : { email }),
    ...(additional.length === 0 ? {} : { hs_additional_emails: additional.join(';') }),
    ...(basis === undefined ? {} : { hs_legal_basis: basis }),
    hs_calculated_merged_vids: vids.join(';'),
    hs_all_contact_vids: [id, ...mergedIds(primary), ...mergedIds(secondary), primary.id, secondary.id].join(
      ';',
    ),
  }
}

/** The legal basis that was set last on either of the two. */
function latestBasis(org: Org, primary: StoredRecord, secondary: StoredRecord): string | undefined {
  const [mine, theirs] = [primary, secondary].map(
    (record) => versionsOf(org, 'contacts', record, 'hs_legal_basis')[0],
  )
  const own = primary.properties.hs_legal_basis
  const other = secondary.properties.hs_legal_basis
  if (own === undefined || other === undefined) return own ?? other
  return (theirs?.timestamp ?? '') > (mine?.timestamp ?? '') ? other : own
}

function companyValues({ primary, secondary }: Pair): Record<string, string> {
  const [domain, ...additional] = [...new Set([...domainsOf(primary), ...domainsOf(secondary)])]
  return {
    ...(domain === undefined ? {} : { domain }),
    ...(additional.length === 0 ? {} : { hs_additional_domains: additional.join(';') }),
  }
}

function domainsOf({ properties }: StoredRecord): string[] {
  const all = [properties.domain ?? '', ...(properties.hs_additional_domains ?? '').split(';')]
  return all.map((domain) => domain.trim().toLowerCase()).filter((domain) => domain !== '')
}
