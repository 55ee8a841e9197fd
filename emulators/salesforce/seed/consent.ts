import { hash, Stream } from '../../population/random.ts'
import { hasDuplicates } from '../../population/salesforce-rows.ts'
import { idOf } from '../store/id.ts'
import { parents } from './parents.ts'
import { date, fill, type Row, type Seeding, stamp, stream } from './seeding.ts'

/** Consent hangs on the person and must survive a merge. */
export function fillConsent(seeding: Seeding): void {
  fillForms(seeding)
  fill(
    seeding,
    'Individual',
    'Id LastName FirstName OwnerId HasOptedOutSolicit ShouldForget CreatedDate CreatedById',
    individuals(seeding),
  )
  fill(
    seeding,
    'CommSubscriptionConsent',
    'Name ConsentGiverId CommSubscriptionChannelTypeId EffectiveFromDate ConsentCapturedDateTime ConsentCapturedSource PrivacyConsentStatus OwnerId CreatedDate',
    subscriptionConsents(seeding),
  )
  fill(
    seeding,
    'AuthorizationFormConsent',
    'Name ConsentGiverId AuthorizationFormTextId ConsentCapturedSource ConsentCapturedSourceType ConsentCapturedDateTime Status OwnerId CreatedDate',
    formConsents(seeding),
  )
  fill(
    seeding,
    'ContactPointTypeConsent',
    'Name PartyId ContactPointType PrivacyConsentStatus CaptureDate CaptureSource OwnerId CreatedDate',
    typeConsents(seeding),
  )
  fill(
    seeding,
    'ContactPointEmail',
    'Id Name ParentId EmailAddress IsPrimary OwnerId CreatedDate',
    emailPoints(seeding),
  )
}

/** Addresses as records of their own, for some of those who have an individual. */
function* emailPoints(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  let serial = 0
  for (let row = 0; row < world.layout.rows; row++) {
    if (!hasIndividual(seeding, row) || !stream(world, 45, row).chance(0.3)) continue
    const { email } = world.peopleRow(row)
    if (email === '') continue
    const since = stamp(world.peopleSince(row))
    yield [idOf('9Vl', ++serial), email, individualId(seeding, row), email, true, staff.admin.id, since]
  }
}

export function hasIndividual(seeding: Seeding, row: number): boolean {
  return (
    hash(seeding.world.seed, Stream.activity, row, 903) % 100 < (hasDuplicates(seeding.world, row) ? 30 : 4)
  )
}

export function individualId(seeding: Seeding, row: number): string {
  return idOf('0PK', seeding.world.peopleOrder.forward(row) + 1)
}

/** What can be consented to. */
function fillForms(seeding: Seeding): void {
  const { world, staff } = seeding
  const start = stamp(world.calendar.start)
  const owner = staff.admin.id
  const form = idOf('0cM', 1)
  fill(seeding, 'CommSubscription', 'Id Name OwnerId CreatedDate', [
    [idOf('0Xl', 1), 'Newsletter', owner, start],
    [idOf('0Xl', 2), 'Event invitations', owner, start],
  ])
  fill(
    seeding,
    'CommSubscriptionChannelType',
    'Id Name CommunicationSubscriptionId MessagingChannelType OwnerId CreatedDate',
    [1, 2].map((serial) => [
      idOf('0eB', serial),
      `Channel ${serial}`,
      idOf('0Xl', serial),
      'Email',
      owner,
      start,
    ]),
  )
  fill(seeding, 'AuthorizationForm', 'Id Name EffectiveFromDate RevisionNumber OwnerId CreatedDate', [
    [idOf('0cG', 1), 'Privacy notice', date(world.calendar.start), '3', owner, start],
  ])
  fill(
    seeding,
    'AuthorizationFormText',
    'Id Name AuthorizationFormId SummaryAuthFormText Locale OwnerId CreatedDate',
    [
      [
        form,
        'Privacy notice, English',
        idOf('0cG', 1),
        'We keep your data to serve you.',
        'en_US',
        owner,
        start,
      ],
    ],
  )
}

function* individuals(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (let row = 0; row < world.layout.rows; row++) {
    if (!hasIndividual(seeding, row)) continue
    const made = world.peopleRow(row)
    const source = stream(world, 41, row)
    yield [
      individualId(seeding, row),
      made.lastName.slice(0, 80) || 'Unknown',
      made.firstName.slice(0, 40),
      staff.admin.id,
      source.chance(0.2),
      source.chance(0.02),
      stamp(world.peopleSince(row)),
      staff.admin.id,
    ]
  }
}

function* subscriptionConsents(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const { id, lead, since, source } of parents(seeding, 42, 0.03, 0.15)) {
    if (lead) continue
    const at = world.calendar.between(since, world.calendar.asOf, source)
    const status = source.skewed(['OptIn', 'OptOut', 'Seen', 'OptInPending'])
    yield [
      `Newsletter ${status}`,
      id,
      idOf('0eB', 1 + source.int(2)),
      date(at),
      stamp(at),
      source.pick(['Web form', 'Phone', 'Fair']),
      status,
      staff.admin.id,
      stamp(at),
    ]
  }
}

function* formConsents(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (const { id, lead, since, source } of parents(seeding, 43, 0.01, 0.08)) {
    if (lead) continue
    const at = stamp(world.calendar.between(since, world.calendar.asOf, source))
    yield [
      'Privacy notice',
      id,
      idOf('0cM', 1),
      'Web form',
      source.pick(['Web', 'Phone', 'Email']),
      at,
      source.skewed(['Agreed', 'Seen', 'Rejected']),
      staff.admin.id,
      at,
    ]
  }
}

function* typeConsents(seeding: Seeding): Generator<Row> {
  const { world, staff } = seeding
  for (let row = 0; row < world.layout.rows; row++) {
    const source = stream(world, 44, row)
    if (!hasIndividual(seeding, row) || !source.chance(0.4)) continue
    const at = stamp(world.peopleSince(row))
    yield [
      'Email consent',
      individualId(seeding, row),
      'Email',
      source.skewed(['OptIn', 'OptOut']),
      at,
      'Web form',
      staff.admin.id,
      at,
    ]
  }
}
