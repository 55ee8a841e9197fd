import { contactId, leadId, placeOf } from '../../population/salesforce-rows.ts'
import type { World } from '../../population/world.ts'
import { idOf } from '../store/id.ts'
import { date, fill, howMany, type Row, type Seeding, stamp, stream } from './seeding.ts'

const campaigns = [
  'Spring Webinar',
  'Trade Fair',
  'Newsletter',
  'Customer Day',
  'Feria Internacional',
  'Product Launch',
  'Black Friday',
  'Año Nuevo',
] as const

/** Membership is what a merge has to keep once when both records are in the same campaign. */
export function fillCampaigns(seeding: Seeding): void {
  const { world, staff } = seeding
  const number = campaignCount(world)
  const { start, asOf } = world.calendar
  const days = (asOf - start) / number
  const rows = Array.from({ length: number }, (_, index): Row => {
    const source = stream(world, 5, index)
    const begins = start + index * days
    const ended = begins + 30 * 86_400_000 < asOf
    const year = new Date(begins).getUTCFullYear()
    return [
      idOf('701', index + 1),
      `${source.pick(campaigns)} ${year}-${index + 1}`,
      source.pick(['Webinar', 'Trade Show', 'Email', 'Conference']),
      ended ? 'Completed' : 'In Progress',
      date(begins),
      date(begins + 30 * 86_400_000),
      !ended,
      source.int(40) * 500,
      staff.owner(begins, source).id,
      stamp(begins),
    ]
  })
  fill(
    seeding,
    'Campaign',
    'Id Name Type Status StartDate EndDate IsActive BudgetedCost OwnerId CreatedDate',
    rows,
  )
  const statuses = rows.flatMap((_row, index) =>
    [
      ['Sent', false, 1],
      ['Responded', true, 2],
    ].map(
      ([label, responded, order]): Row =>
        [label, idOf('701', index + 1), order, order === 1, responded] as Row,
    ),
  )
  fill(seeding, 'CampaignMemberStatus', 'Label CampaignId SortOrder IsDefault HasResponded', statuses)
  fill(
    seeding,
    'CampaignMember',
    'CampaignId LeadId ContactId Status FirstRespondedDate CreatedDate CreatedById',
    members(seeding, number),
  )
}

function campaignCount(world: World): number {
  return 10 + Math.floor(Math.sqrt(world.layout.rows) / 5)
}

function* members(seeding: Seeding, number: number): Generator<Row> {
  const { world, staff } = seeding
  for (let row = 0; row < world.layout.rows; row++) {
    const { person, copy, copies } = placeOf(world, row)
    const source = stream(world, 6, person)
    const wanted = Math.min(number, howMany(source, (copies > 1 ? 0.7 : 0.3) * world.activity))
    const first = source.int(number)
    const since = world.peopleSince(row)
    const lead = world.kindOf(person, copy) === 'lead'
    for (let member = 0; member < wanted; member++) {
      if (copy > 0 && source.chance(0.4)) continue
      const responded = source.chance(0.25)
      const joined = world.calendar.between(since, world.calendar.asOf, source)
      yield [
        idOf('701', 1 + ((first + member) % number)),
        lead ? leadId(world, row) : null,
        lead ? null : contactId(world, row),
        responded ? 'Responded' : 'Sent',
        responded ? date(joined) : null,
        stamp(joined),
        staff.imports.id,
      ]
    }
  }
}
