import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTruth, type Truth } from '../../../../emulators/population/truth.ts'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import { type SeedCounts, seedSalesforce } from '../../../../emulators/salesforce/seed/index.ts'
import { idOf } from '../../../../emulators/salesforce/store/id.ts'
import { openStore } from '../../../../emulators/salesforce/store/open.ts'

const asOf = new Date('2026-10-01T00:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'seed-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Kind = 'standard' | 'business' | 'nonprofit'

interface Seeded {
  readonly db: DatabaseSync
  readonly schema: ReturnType<typeof buildSchema>
  readonly counts: SeedCounts
  readonly truthFile: string
}

function seeded(
  kind: Kind,
  people: number,
  more: { hostile?: boolean; activity?: number; seed?: number } = {},
): Seeded {
  const schema = buildSchema({ personAccounts: kind === 'standard', nonprofit: kind === 'nonprofit' })
  const db = openStore(':memory:', schema, { index: 'later' })
  const org = { db, schema, clock: { now: () => asOf }, id: idOf('00D', 1) }
  const truthFile = join(folder, `${kind}-${people}-${JSON.stringify(more).length}.ndjson`)
  return {
    db,
    schema,
    truthFile,
    counts: seedSalesforce(org, { seed: 11, people, asOf, truthFile, ...more }),
  }
}

function number(db: DatabaseSync, sql: string): number {
  return Number(Object.values(db.prepare(sql).get() ?? {})[0])
}

function dangling({ db, schema }: Seeded): string[] {
  const found: string[] = []
  for (const object of schema.objects.values()) {
    const columns = new Set(
      db
        .prepare(`SELECT name FROM pragma_table_info('${object.name}')`)
        .all()
        .map((row) => row.name),
    )
    for (const field of object.fields) {
      const parents = field.referenceTo.filter((parent) => schema.objects.has(parent))
      if (!columns.has(field.name) || parents.length === 0) continue
      // Describe names permission sets alone, but muting sets are components of groups too.
      if (object.name === 'PermissionSetGroupComponent') parents.push('MutingPermissionSet')
      const known = parents.map((parent) => `SELECT "Id" FROM "${parent}"`).join(' UNION ALL ')
      const lost = number(
        db,
        `SELECT count(*) FROM "${object.name}" WHERE "${field.name}" IS NOT NULL AND "${field.name}" NOT IN (${known})`,
      )
      if (lost > 0) found.push(`${object.name}.${field.name}: ${lost}`)
    }
  }
  return found
}

describe.each(['standard', 'business', 'nonprofit'] as const)('a %s org of 2,000 people', (kind) => {
  let org: Seeded
  let truth: Truth
  beforeAll(async () => {
    org = seeded(kind, 2000)
    truth = await readTruth(org.truthFile)
  })

  it('has exactly as many contact, lead and person account rows as asked for', () => {
    const { contacts, leads, personAccounts } = org.counts
    expect(contacts + leads + personAccounts).toBe(2000)
    expect(number(org.db, 'SELECT count(*) FROM "Lead"')).toBe(leads)
    expect(number(org.db, 'SELECT count(*) FROM "Contact"')).toBe(contacts + personAccounts)
    expect(personAccounts > 0).toBe(kind === 'standard')
  })

  it('points at nothing that is not there', () => {
    expect(dangling(org)).toEqual([])
  })

  it('names existing records in its truth, of the object it says', () => {
    const table: Readonly<Record<string, string>> = { PersonAccount: 'Account' }
    for (const { rows } of truth.clusters) {
      for (const { id, object } of rows) {
        expect(
          org.db.prepare(`SELECT count(*) AS n FROM "${table[object] ?? object}" WHERE "Id" = ?`).get(id),
        ).toEqual({ n: 1 })
      }
    }
    const apart = truth.apart.flatMap(({ ids }) => ids)
    const known = ['Contact', 'Lead', 'Account', 'Opportunity', 'Case'].map(
      (object) => `SELECT "Id" FROM "${object}"`,
    )
    const all = new Set(
      org.db
        .prepare(known.join(' UNION ALL '))
        .all()
        .map((row) => row.Id),
    )
    expect(apart.filter((id) => !all.has(id))).toEqual([])
  })

  it('has between 10 and 20 % duplicates and no converted lead among them', () => {
    expect(org.counts.duplicates / 2000).toBeGreaterThan(0.1)
    expect(org.counts.duplicates / 2000).toBeLessThan(0.2)
    const ids = truth.clusters.flatMap(({ rows }) => rows.map(({ id }) => id))
    const converted = org.db
      .prepare('SELECT "Id" FROM "Lead" WHERE "IsConverted" = 1')
      .all()
      .map((row) => String(row.Id))
    expect(ids.filter((id) => converted.includes(id))).toEqual([])
  })

  it('keeps the truth out of the database', () => {
    expect(statSync(org.truthFile).mode & 0o777).toBe(0o600)
    const tables = (db: DatabaseSync) =>
      db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").all()
    expect(tables(org.db)).toEqual(tables(openStore(':memory:', org.schema)))
  })

  it('dates creation before modification, and both before the as-of date', () => {
    for (const object of ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Task', 'Event', 'User']) {
      const late = `"CreatedDate" > "LastModifiedDate" OR "LastModifiedDate" > '2026-10-01T00:00:00.000+0000' OR "SystemModstamp" < "LastModifiedDate"`
      expect(number(org.db, `SELECT count(*) FROM "${object}" WHERE ${late}`), object).toBe(0)
    }
    expect(
      number(org.db, `SELECT count(*) FROM "Event" WHERE "StartDateTime" > '2026-10-01'`),
    ).toBeGreaterThan(0)
  })

  it('keeps values within the length of their fields', () => {
    for (const name of ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'User', 'EmailMessage']) {
      for (const field of org.schema.objects.get(name)?.fields ?? []) {
        if (field.length === 0 || field.type === 'address' || field.derived !== null) continue
        expect(
          number(org.db, `SELECT coalesce(max(length("${field.name}")), 0) FROM "${name}"`),
          `${name}.${field.name}`,
        ).toBeLessThanOrEqual(field.length)
      }
    }
  })
})

describe('a seeded org', () => {
  it('is the same for the same arguments and another one for another seed', () => {
    const dump = (org: Seeded) =>
      ['Contact', 'Lead', 'Account', 'Task', 'Case', 'User'].map((object) =>
        org.db.prepare(`SELECT * FROM "${object}" ORDER BY "Id" LIMIT 300`).all(),
      )
    const first = dump(seeded('standard', 600))
    expect(dump(seeded('standard', 600))).toEqual(first)
    expect(dump(seeded('standard', 600, { seed: 12 }))).not.toEqual(first)
  })

  it('has nine active administrators, leavers who still own records, and an API user who can customise', () => {
    const { db } = seeded('standard', 1500)
    expect(
      number(
        db,
        `SELECT count(*) FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE p."Name" = 'System Administrator' AND u."IsActive" = 1`,
      ),
    ).toBe(9)
    expect(
      number(
        db,
        `SELECT count(*) FROM "Contact" c JOIN "User" u ON u."Id" = c."OwnerId" WHERE u."IsActive" = 0`,
      ),
    ).toBeGreaterThan(0)
    expect(
      number(
        db,
        `SELECT count(*) FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Username" = 'imports@steward.example' AND p."PermissionsCustomizeApplication" = 1`,
      ),
    ).toBe(1)
    expect(number(db, 'SELECT count(*) FROM "DuplicateRule" WHERE "IsActive" = 0')).toBeGreaterThan(0)
    expect(
      number(db, 'SELECT count(*) FROM "PermissionSetGroupComponent" WHERE "PermissionSetId" LIKE \'0QM%\''),
    ).toBe(1)
    expect(
      number(
        db,
        'SELECT count(*) FROM (SELECT "Username" FROM "User" GROUP BY lower("Username") HAVING count(*) > 1)',
      ),
    ).toBe(0)
  })

  it('gives both halves of a person account the same values', () => {
    const { db, counts } = seeded('standard', 1500)
    const same = [
      'FirstName = c.FirstName',
      'LastName = c.LastName',
      'PersonEmail = c.Email',
      'PersonMobilePhone = c.MobilePhone',
      'OwnerId = c.OwnerId',
      'SystemModstamp = c.SystemModstamp',
      'PersonMailingStreet = c.MailingStreet',
      'PersonHasOptedOutOfEmail = c.HasOptedOutOfEmail',
    ].map((text) => `a.${text.replace(' = ', ' IS ')}`)
    expect(
      number(
        db,
        `SELECT count(*) FROM Account a JOIN Contact c ON c.Id = a.PersonContactId AND c.AccountId = a.Id WHERE a.IsPersonAccount = 1 AND c.IsPersonAccount = 1 AND ${same.join(' AND ')}`,
      ),
    ).toBe(counts.personAccounts)
  })

  it('puts every nonprofit contact into a household account', () => {
    const { db, counts } = seeded('nonprofit', 1500)
    expect(
      number(
        db,
        `SELECT count(*) FROM Contact c JOIN Account a ON a.Id = c.AccountId JOIN RecordType r ON r.Id = a.RecordTypeId WHERE r.DeveloperName = 'HH_Account' AND a.Name LIKE '% Household'`,
      ),
    ).toBe(counts.contacts)
    expect(number(db, `SELECT count(*) FROM PackageLicense WHERE NamespacePrefix = 'npsp'`)).toBe(1)
  })

  it('hangs more on records that have duplicates', () => {
    const org = seeded('standard', 3000)
    const { db } = org
    for (const object of [
      'Task',
      'Event',
      'CampaignMember',
      'FeedItem',
      'Note',
      'ContentDocumentLink',
      'Membership__c',
      'CommSubscriptionConsent',
      'AuthorizationFormConsent',
      'AccountTeamMember',
      'AccountShare',
      'ContactShare',
      'OpportunityContactRole',
      'CaseTeamMember',
      'EmailMessage',
      'EmailMessageRelation',
      'TopicAssignment',
      'ContactHistory',
      'Attachment',
      'AccountContactRelation',
      'CaseComment',
      'Individual',
      'LoginHistory',
      'SetupAuditTrail',
    ]) {
      expect(number(db, `SELECT count(*) FROM "${object}"`), object).toBeGreaterThan(0)
    }
    expect(number(db, 'SELECT count(*) FROM "User" WHERE "ContactId" IS NOT NULL')).toBeGreaterThan(0)
    expect(
      number(
        db,
        'SELECT count(*) FROM (SELECT "CampaignId", coalesce("ContactId", "LeadId") FROM "CampaignMember" GROUP BY 1, 2 HAVING count(*) > 1)',
      ),
    ).toBe(0)
  })

  it('holds hostile and endless values as the fields allow', () => {
    const { db } = seeded('standard', 3000, { hostile: true })
    expect(
      number(
        db,
        `SELECT count(*) FROM "Contact" WHERE "Description" LIKE '=HYPERLINK%' OR "LastName" LIKE '=HYPERLINK%' OR "Title" LIKE '=HYPERLINK%'`,
      ),
    ).toBeGreaterThan(0)
    expect(number(db, 'SELECT max(length("Description")) FROM "Contact"')).toBe(32_000)
    expect(number(db, 'SELECT max(length("TextBody")) FROM "EmailMessage"')).toBe(131_072)
  })

  it('takes a factor for what happens around the people', () => {
    const quiet = seeded('standard', 1000, { activity: 0.2 }).counts
    const busy = seeded('standard', 1000, { activity: 2 }).counts
    expect(quiet.people).toBe(busy.people)
    expect(quiet.rows.Task ?? 0).toBeLessThan((busy.rows.Task ?? 0) / 3)
  })

  it('works for a single person', () => {
    expect(seeded('standard', 1).counts.people).toBe(1)
  })
})
