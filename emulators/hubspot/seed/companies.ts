import type { CompanyRow } from '../../population/company-row.ts'
import { hash, type Random, Stream } from '../../population/random.ts'
import type { NewRecord } from '../store/write.ts'
import { ownerId, userId } from './employees.ts'
import { companyId, fill, type Properties, rowOfCompany, type Seeding } from './seeding.ts'
import { type Pair, relate } from './ties.ts'

const parentToChild = 13
const industries: Readonly<Record<string, string>> = {
  Manufacturing: 'MACHINERY',
  Construction: 'CONSTRUCTION',
  Healthcare: 'HOSPITAL_HEALTH_CARE',
  Retail: 'RETAIL',
  Technology: 'INFORMATION_TECHNOLOGY_AND_SERVICES',
  Finance: 'FINANCIAL_SERVICES',
  Consulting: 'MANAGEMENT_CONSULTING',
  Hospitality: 'CONSUMER_SERVICES',
  Education: 'EDUCATION_MANAGEMENT',
  Transportation: 'TRANSPORTATION_TRUCKING_RAILROAD',
  Agriculture: 'FOOD_BEVERAGES',
  Energy: 'OIL_ENERGY',
  Insurance: 'INSURANCE',
  Media: 'MARKETING_AND_ADVERTISING',
}

export function fillCompanies(seeding: Seeding): void {
  fill(seeding, 'companies', companies(seeding))
  relate(seeding, ['companies', 'companies'], subsidiaries(seeding), parentToChild)
}

function* companies(seeding: Seeding): Generator<NewRecord> {
  const { world, staff } = seeding
  for (let position = 0; position < world.layout.companyRows; position++) {
    const row = world.companyOrder.backward(position)
    const made = world.companyRow(row)
    const since = world.companySince(row)
    const owner = staff.owner(since, made.source)
    const automatic = made.source.chance(0.4)
    const modified = world.calendar.between(since, world.calendar.asOf, made.source)
    yield {
      id: companyId(seeding, row),
      properties: {
        ...facts(made, row),
        hubspot_owner_id: made.source.chance(0.8) ? ownerId(owner) : null,
        ...seeding.links.companyProperties(row),
      },
      createdAt: new Date(since),
      updatedAt: new Date(modified),
      source: automatic
        ? { type: 'INTEGRATION', id: 'auto-associated' }
        : { type: 'CRM_UI', userId: userId(owner) },
    }
  }
}

function facts(made: CompanyRow, row: number): Properties {
  const { company, source } = made
  const known = made.copy === 0 ? 0.7 : 0.3
  return {
    name: made.name,
    domain: domainOf(made),
    hs_additional_domains: additionalDomain(made, source),
    website: made.website,
    phone: made.phone,
    address: made.street,
    city: made.city,
    state: made.state,
    zip: made.postalCode,
    country: made.country,
    industry: source.chance(known) ? (industries[company.industry] ?? null) : null,
    numberofemployees: source.chance(known) ? String(company.employees) : null,
    annualrevenue: source.chance(known) ? String(company.revenue) : null,
    founded_year: source.chance(0.2) ? String(company.founded) : null,
    type: source.skewed(['PROSPECT', 'OTHER', 'PARTNER', 'VENDOR']),
    lifecyclestage: source.skewed(['customer', 'lead', 'opportunity', 'marketingqualifiedlead']),
    customer_number: source.chance(made.copy === 0 ? 0.4 : 0.1) ? String(row + 1).padStart(8, '0') : null,
  }
}

/** HubSpot keeps the bare name; nothing keeps two companies from having the same one. */
function domainOf({ website }: CompanyRow): string {
  const domain = website.replace(/^https?:\/\//, '').replace(/^www\./, '')
  return /^[a-z0-9.-]+\.[a-z]{2,}$/.test(domain) ? domain : ''
}

function additionalDomain(made: CompanyRow, source: Random): string {
  if (made.website === '' || !source.chance(0.04)) return ''
  return made.company.domain.replace(/\.[a-z.]+$/, source.pick(['.net', '.eu', '.org']))
}

/** Most subsidiaries and divisions are linked to their parent; companies that only look related never are. */
function* subsidiaries(seeding: Seeding): Generator<Pair> {
  const { world } = seeding
  for (let company = 0; company < world.layout.companies; company++) {
    const part = world.layout.partOf[company] as number
    if (part === 0 || hash(world.rowSeed, Stream.activity, company, 905) % 10 >= 8) continue
    const { kind } = world.company(company)
    const [parent, child] = [rowOfCompany(world, company - part), rowOfCompany(world, company)]
    if (kind !== 'subsidiary' && kind !== 'division') continue
    if (parent !== null && child !== null) yield [companyId(seeding, parent), companyId(seeding, child)]
  }
}
