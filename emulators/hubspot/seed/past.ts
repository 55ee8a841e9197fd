import { day } from '../../population/calendar.ts'
import { addVersion } from '../store/history.ts'
import { findRecord } from '../store/record.ts'
import { insertRecord } from '../store/write.ts'
import { userId } from './employees.ts'
import { contactId, count, idAt, peopleInOrder, type Seeding, stream } from './seeding.ts'

/** What happened before anybody looked: merges, deletions, and values that were others once. */
export function fillPast(seeding: Seeding): void {
  let merged = 0
  let archived = 0
  for (const row of peopleInOrder(seeding.world)) {
    const source = stream(seeding.world, 210, row)
    const draw = source.next()
    if (draw < 0.005 && 2 * merged + 2 < (seeding.starts.get('contacts') as number))
      mergedOnce(seeding, row, merged++)
    else if (draw > 0.996) archive(seeding, row, archived++)
    else if (draw > 0.92) changed(seeding, row)
  }
  count(seeding, 'merged contacts', merged)
  count(seeding, 'archived contacts', archived)
}

/** Two ids from before the first contact that is left lead to this one. */
function mergedOnce(seeding: Seeding, row: number, serial: number): void {
  const { db } = seeding.org
  const id = contactId(seeding, row)
  const gone = [2 * serial + 1, 2 * serial + 2]
  const at = seeding.world.peopleSince(row)
  const values = {
    hs_merged_object_ids: gone.join(';'),
    hs_calculated_merged_vids: gone.map((one) => `${one}:${at}`).join(';'),
    hs_all_contact_vids: [id, ...gone].join(';'),
  }
  const patch = 'UPDATE record_contacts SET properties = json_patch(properties, ?) WHERE id = ?'
  db.prepare(patch).run(JSON.stringify(values), Number(id))
  for (const one of gone) db.prepare("INSERT INTO forward VALUES ('contacts', ?, ?)").run(one, Number(id))
}

/** Somebody deleted a duplicate of this contact by hand: it lies in the recycle bin with the living one's address. */
function archive(seeding: Seeding, row: number, serial: number): void {
  const { org, world } = seeding
  const id = idAt(seeding, 'contacts', world.layout.rows + serial)
  const { firstName, lastName, email } = world.peopleRow(row)
  const since = world.peopleSince(row)
  const at = Math.max(since, world.calendar.asOf - (1 + (serial % 85)) * day)
  insertRecord(
    org,
    'contacts',
    { id, properties: { firstname: firstName, lastname: lastName }, createdAt: new Date(since) },
    { quick: true },
  )
  org.db
    .prepare(
      'UPDATE record_contacts SET archived = ?1, updated = ?1, properties = json_patch(properties, ?2) WHERE id = ?3',
    )
    .run(at, JSON.stringify(email === '' ? {} : { email }), Number(id))
}

/** The stage, and sometimes the job, were others at first. */
function changed(seeding: Seeding, row: number): void {
  const { org, world, staff } = seeding
  const id = contactId(seeding, row)
  const { properties = {}, created = 0, updated = 0 } = findRecord(org, 'contacts', id) ?? {}
  const source = stream(world, 211, row)
  const by = { type: 'CRM_UI', userId: userId(staff.owner(created, source)) }
  const former = { lifecyclestage: 'subscriber', jobtitle: source.chance(0.4) ? 'Assistant' : undefined }
  for (const [name, first] of Object.entries(former)) {
    const now = properties[name]
    if (now === undefined || first === undefined || now === first || updated <= created) continue
    addVersion(org, 'contacts', id, name, created, first, { type: 'IMPORT' })
    addVersion(org, 'contacts', id, name, created + Math.floor((updated - created) * source.next()), now, by)
    count(seeding, 'property versions', 2)
  }
}
