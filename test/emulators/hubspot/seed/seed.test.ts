import { describe, expect, it } from 'vitest'
import { emailsOf } from '../../../../emulators/hubspot/store/email.ts'
import { versionsOf } from '../../../../emulators/hubspot/store/history.ts'
import {
  canonicalId,
  findRecord,
  listRecords,
  type StoredRecord,
} from '../../../../emulators/hubspot/store/record.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { asOf, number, seeded, valuesOf } from './account.ts'

const account = seeded(2000)
const { db, org, counts } = account

describe('a seeded account', () => {
  it('has exactly as many contacts as asked for, and more around them', () => {
    expect(number(db, 'SELECT count(*) FROM record_contacts WHERE archived IS NULL')).toBe(2000)
    expect(counts).toMatchObject({ people: 2000, contacts: 2000 })
    for (const type of [
      'companies',
      'deals',
      'tickets',
      'tasks',
      'notes',
      'calls',
      'emails',
      'meetings',
      'users',
    ]) {
      expect(number(db, `SELECT count(*) FROM record_${type}`), type).toBe(counts.rows[type])
      expect(counts.rows[type], type).toBeGreaterThan(30)
    }
    expect(counts.rows.associations).toBe(number(db, 'SELECT count(*) FROM association') / 2)
  })

  it('is the same for the same arguments and another one for another seed', () => {
    const dump = (of: ReturnType<typeof seeded>) =>
      [
        'record_contacts',
        'record_companies',
        'record_deals',
        'record_notes',
        'association',
        'crm_list_member',
        'subscription_status',
        'account_user',
        'login_event',
      ].map((table) => of.db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3 LIMIT 400`).all())
    const once = dump(seeded(500))
    expect(dump(seeded(500))).toEqual(once)
    expect(dump(seeded(500, { seed: 12 }))).not.toEqual(once)
  })

  it('has no address twice, additional addresses included', () => {
    const all = listRecords(org, 'contacts', { limit: 5000, archived: false }).flatMap(({ properties }) =>
      emailsOf(properties),
    )
    expect(new Set(all).size).toBe(all.length)
    expect(number(db, 'SELECT count(*) FROM email')).toBe(all.length)
    expect(
      valuesOf(db, 'contacts', 'hs_additional_emails').filter((one) => one !== null).length,
    ).toBeGreaterThan(40)
    expect(() => insertRecord(org, 'contacts', { properties: { email: all[0] as string } })).toThrow(
      'Existing ID',
    )
  })

  it('knows many contacts without an address, and companies that share a domain', () => {
    const without = valuesOf(db, 'contacts', 'email').filter((one) => one === null).length
    expect(without / 2000).toBeGreaterThan(0.1)
    expect(without / 2000).toBeLessThan(0.3)
    const domains = valuesOf(db, 'companies', 'domain').filter((one) => one !== null)
    expect(new Set(domains).size).toBeLessThan(domains.length - 20)
  })

  it('ties nothing to records that are not there, and always both ways', () => {
    const types = [
      ...new Set(
        db
          .prepare('SELECT DISTINCT from_type AS t FROM association')
          .all()
          .map(({ t }) => t),
      ),
    ]
    for (const type of types)
      expect(
        number(
          db,
          `SELECT count(*) FROM association WHERE from_type = ? AND from_id NOT IN (SELECT id FROM record_${type})`,
          String(type),
        ),
        String(type),
      ).toBe(0)
    const lonely = `SELECT count(*) FROM association a JOIN association_type t USING (from_type, to_type, category, type_id)
      WHERE NOT EXISTS (SELECT 1 FROM association b WHERE b.from_type = a.to_type AND b.from_id = a.to_id
        AND b.to_type = a.from_type AND b.to_id = a.from_id AND b.type_id = t.inverse_id)`
    expect(number(db, lonely)).toBe(0)
  })

  it.each([
    ['contacts', 1, 279],
    ['deals', 5, 341],
    ['tickets', 26, 339],
  ])(
    'gives %s one primary company at most (type %i), which is an associated one too (%i)',
    (type, primary, plain) => {
      const of = (typeId: number) =>
        `SELECT from_id, to_id FROM association WHERE from_type = '${type}' AND type_id = ${typeId}`
      expect(number(db, `SELECT count(*) FROM (${of(primary)})`)).toBeGreaterThan(100)
      expect(
        number(
          db,
          `SELECT count(*) FROM (SELECT 1 FROM (${of(primary)}) GROUP BY from_id HAVING count(*) > 1)`,
        ),
      ).toBe(0)
      expect(number(db, `SELECT count(*) FROM (${of(primary)} EXCEPT ${of(plain)})`)).toBe(0)
    },
  )

  it('has contacts at more than one company', () => {
    const several = `SELECT count(*) FROM (SELECT 1 FROM association WHERE from_type = 'contacts' AND to_type = 'companies'
      AND type_id = 279 GROUP BY from_id HAVING count(*) > 1)`
    expect(number(db, several)).toBeGreaterThan(20)
  })

  it('computes what follows from associations, consent and activities', () => {
    const tied = number(db, "SELECT count(*) FROM association WHERE from_type = 'contacts' AND type_id = 1")
    expect(valuesOf(db, 'contacts', 'associatedcompanyid').filter((one) => one !== null)).toHaveLength(tied)
    const heard = valuesOf(db, 'contacts', 'notes_last_contacted').filter((one) => one !== null)
    expect(heard.length).toBeGreaterThan(200)
    expect(heard.filter((one) => one !== null && one > asOf.toISOString())).toEqual([])
    const optedOut = number(
      db,
      `SELECT count(*) FROM subscription_status s JOIN record_contacts c ON json_extract(c.properties, '$.email') = s.email
        WHERE s.subscription_id = 0`,
    )
    expect(optedOut).toBeGreaterThan(20)
    expect(valuesOf(db, 'contacts', 'hs_email_optout').filter((one) => one === 'true')).toHaveLength(optedOut)
  })

  it('keeps consent for additional addresses apart from that of the main one', () => {
    const more = db
      .prepare(`SELECT e.address FROM email e JOIN record_contacts c ON c.id = e.id
        WHERE e.address <> json_extract(c.properties, '$.email')
          AND e.address IN (SELECT email FROM subscription_status WHERE status = 'UNSUBSCRIBED')`)
      .all()
    expect(more.length).toBeGreaterThan(3)
  })

  it('dates creation before modification, and both before the as-of date', () => {
    for (const type of ['contacts', 'companies', 'deals', 'tickets', 'notes', 'tasks', 'meetings'])
      expect(
        number(
          db,
          `SELECT count(*) FROM record_${type} WHERE updated < created OR updated > ?`,
          asOf.getTime(),
        ),
        type,
      ).toBe(0)
    const ahead = valuesOf(db, 'meetings', 'hs_timestamp').filter((one) => (one ?? '') > asOf.toISOString())
    expect(ahead.length).toBeGreaterThan(0)
  })

  it('writes only properties that the account defines, options and numbers as they are declared', () => {
    for (const type of [
      'contacts',
      'companies',
      'deals',
      'tickets',
      'tasks',
      'notes',
      'calls',
      'emails',
      'meetings',
      'users',
    ]) {
      const defined = org.schema.properties.get(type)
      const wrong = new Set<string>()
      for (const { properties } of listRecords(org, type, { limit: 5000, archived: false }))
        for (const [name, value] of Object.entries(properties)) {
          const property = defined?.get(name)
          if (property === undefined) wrong.add(name)
          else if (property.type === 'number' && !/^-?[\d.]+$/.test(value)) wrong.add(`${name}=${value}`)
          else if (property.type === 'datetime' && !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
            wrong.add(`${name}=${value}`)
          else if (property.type === 'enumeration' && property.options.length > 0) {
            const known = property.options.map((option) => option.value)
            for (const part of value.split(';')) if (!known.includes(part)) wrong.add(`${name}=${part}`)
          }
        }
      expect([...wrong].sort(), type).toEqual([])
    }
  })

  it('goes on with ids behind the seeded ones, which cross a power of ten', () => {
    const ids = listRecords(org, 'contacts', { limit: 5000, archived: false }).map(({ id }) => id)
    expect([...ids].sort()).not.toEqual(ids)
    const added = insertRecord(org, 'contacts', { properties: { firstname: 'Next' } })
    expect(ids).not.toContain(added)
    expect(findRecord(org, 'contacts', added)?.properties.firstname).toBe('Next')
  })
})

describe('whom the account knows', () => {
  it('has leads in early stages and customers in later ones', () => {
    const stages = new Map<string, number>()
    for (const stage of valuesOf(db, 'contacts', 'lifecyclestage'))
      stages.set(stage ?? '', (stages.get(stage ?? '') ?? 0) + 1)
    for (const stage of [
      'subscriber',
      'lead',
      'marketingqualifiedlead',
      'salesqualifiedlead',
      'opportunity',
      'customer',
    ])
      expect(stages.get(stage), stage).toBeGreaterThan(50)
  })

  it('has stale contacts, and some that were never heard of', () => {
    const last = valuesOf(db, 'contacts', 'hs_last_sales_activity_timestamp')
    const old = new Date(asOf.getTime() - 365 * 86_400_000).toISOString()
    expect(last.filter((one) => one !== null && one < old).length).toBeGreaterThan(300)
    expect(last.filter((one) => one === null).length).toBeGreaterThan(200)
  })

  it('has super admins, silent ones too, leavers whose owner is archived and still owns records', () => {
    expect(
      number(db, 'SELECT count(*) FROM account_user WHERE super_admin = 1 AND active = 1'),
    ).toBeGreaterThan(8)
    const silent =
      'SELECT count(*) FROM account_user WHERE super_admin = 1 AND active = 1 AND id NOT IN (SELECT user_id FROM login_event)'
    expect(number(db, silent)).toBeGreaterThan(0)
    const owned = new Set(valuesOf(db, 'contacts', 'hubspot_owner_id'))
    const archived = db
      .prepare('SELECT id FROM account_owner WHERE archived = 1')
      .all()
      .map(({ id }) => String(id))
    expect(archived.filter((id) => owned.has(id)).length).toBeGreaterThan(0)
    const known = new Set(
      db
        .prepare('SELECT id FROM account_owner')
        .all()
        .map(({ id }) => String(id)),
    )
    expect([...owned].filter((id) => id !== null && !known.has(id))).toEqual([])
    expect(number(db, "SELECT count(*) FROM account_owner WHERE type = 'QUEUE'")).toBe(1)
    expect(number(db, 'SELECT count(DISTINCT email) FROM account_user')).toBe(counts.users)
  })

  it('has a recycle bin with duplicates of living contacts', () => {
    const bin = listRecords(org, 'contacts', { limit: 100, archived: true })
    expect(bin.length).toBeGreaterThan(2)
    const living = new Set(valuesOf(db, 'contacts', 'email'))
    for (const { archived, properties } of bin) {
      expect(archived).toBeGreaterThan(asOf.getTime() - 90 * 86_400_000)
      if (properties.email !== undefined) expect(living.has(properties.email)).toBe(true)
    }
  })

  it('has contacts that others were merged into, which the old ids lead to', () => {
    const forwards = db.prepare("SELECT id, target FROM forward WHERE type = 'contacts'").all()
    expect(forwards.length).toBeGreaterThan(6)
    for (const { id, target } of forwards) {
      expect(findRecord(org, 'contacts', String(id))).toBeUndefined()
      expect(canonicalId(org, 'contacts', String(id))).toBe(String(target))
      expect(
        findRecord(org, 'contacts', String(target))?.properties.hs_merged_object_ids?.split(';'),
      ).toContain(String(id))
    }
  })

  it('has values that were others once, the newest of them standing in the record', () => {
    const ids = db
      .prepare("SELECT DISTINCT id FROM history WHERE type = 'contacts' AND name = 'lifecyclestage'")
      .all()
    expect(ids.length).toBeGreaterThan(50)
    for (const { id } of ids) {
      const record = findRecord(org, 'contacts', String(id)) as StoredRecord
      const versions = versionsOf(org, 'contacts', record, 'lifecyclestage')
      expect(versions.map(({ value }) => value)).toEqual([record.properties.lifecyclestage, 'subscriber'])
    }
  })

  it('has lists of every kind with members that exist', () => {
    expect(number(db, 'SELECT count(DISTINCT processing_type) FROM crm_list')).toBe(3)
    const lost = `SELECT count(*) FROM crm_list_member m JOIN crm_list l ON l.id = m.list_id
      WHERE l.object_type_id = '0-1' AND m.record_id NOT IN (SELECT id FROM record_contacts)
         OR l.object_type_id = '0-2' AND m.record_id NOT IN (SELECT id FROM record_companies)`
    expect(number(db, lost)).toBe(0)
    expect(counts.rows['list memberships']).toBeGreaterThan(500)
  })
})
