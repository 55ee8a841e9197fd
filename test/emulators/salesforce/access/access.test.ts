import { describe, expect, it } from 'vitest'
import { accessOf } from '../../../../emulators/salesforce/access/access.ts'
import { permissionsOf } from '../../../../emulators/salesforce/access/permissions.ts'
import { findUser } from '../../../../emulators/salesforce/access/users.ts'
import { bareAdministrator, fillBareOrg } from '../../../../emulators/salesforce/bare.ts'
import type { Org } from '../../../../emulators/salesforce/org.ts'
import { buildSchema } from '../../../../emulators/salesforce/schema/index.ts'
import { idOf } from '../../../../emulators/salesforce/store/id.ts'
import { type CellValue, insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { openStore } from '../../../../emulators/salesforce/store/open.ts'

const profile = idOf('00e', 2)
const clerk = idOf('005', 2)
const set = (serial: number) => idOf('0PS', 100 + serial)

/** An org with a clerk whose profile gives nothing but the API. */
function openOrg(): Org & { insert: (object: string, row: Readonly<Record<string, CellValue>>) => void } {
  const schema = buildSchema()
  const clock = { now: () => new Date('2026-01-31T09:00:00Z') }
  const org = { db: openStore(':memory:', schema), schema, clock, id: idOf('00D', 1), url: '' }
  fillBareOrg(org)
  const insert = (object: string, row: Readonly<Record<string, CellValue>>) => {
    insertRows(org, object, Object.keys(row), [Object.values(row)])
  }
  insert('Profile', { Id: profile, Name: 'Clerk', PermissionsApiEnabled: true })
  insert('PermissionSet', {
    Id: set(0),
    Name: 'X00eClerk',
    Label: 'Clerk',
    IsOwnedByProfile: true,
    ProfileId: profile,
    PermissionsApiEnabled: true,
  })
  insert('User', {
    Id: clerk,
    Username: 'clerk@x.example',
    LastName: 'Clerk',
    IsActive: true,
    ProfileId: profile,
  })
  return { ...org, insert }
}

const grant = (ParentId: string, SobjectType: string, ...rights: string[]) => ({
  ParentId,
  SobjectType,
  ...Object.fromEntries(rights.map((right) => [`Permissions${right}`, true])),
})

describe('an administrator', () => {
  it('may do everything', () => {
    const org = openOrg()
    const access = accessOf(org, findUser(org, bareAdministrator.toUpperCase())?.id ?? '')
    expect([access.sees('LoginHistory'), access.writes('Contact', 'Phone'), access.deletes('Lead')]).toEqual([
      true,
      true,
      true,
    ])
  })
})

describe('a user whose profile gives little', () => {
  it('sees no records, but users and profiles', () => {
    const access = accessOf(openOrg(), clerk)
    expect(['Contact', 'Case', 'CaseComment', 'LoginHistory', 'PermissionSet'].filter(access.sees)).toEqual(
      [],
    )
    expect(['User', 'Profile', 'Organization', 'RecordType'].every(access.sees)).toBe(true)
    expect(['Topic', 'CaseStatus'].every(access.sees)).toBe(true)
    expect(access.edits('User')).toBe(false)
  })

  it.each([
    [['Read'], { sees: true, creates: false, edits: false, deletes: false, viewsAll: false }],
    [['Create'], { sees: false, creates: true, edits: false, deletes: false, viewsAll: false }],
    [['Delete'], { sees: true, creates: false, edits: true, deletes: true, viewsAll: false }],
    [['ViewAllRecords'], { sees: true, creates: false, edits: false, deletes: false, viewsAll: true }],
    [['ModifyAllRecords'], { sees: true, creates: false, edits: true, deletes: true, viewsAll: true }],
  ])('may do with %j on the object: %o', (rights, expected) => {
    const org = openOrg()
    org.insert('ObjectPermissions', grant(set(0), 'Contact', ...rights))
    const access = accessOf(org, clerk)
    expect({
      sees: access.sees('Contact'),
      creates: access.creates('Contact'),
      edits: access.edits('Contact'),
      deletes: access.deletes('Contact'),
      viewsAll: access.viewsAll('Contact'),
    }).toEqual(expected)
    expect(access.sees('Lead')).toBe(false)
  })

  it('sees every object with View All Data, but hidden fields stay hidden', () => {
    const org = openOrg()
    org.insert('PermissionSet', {
      Id: set(1),
      Name: 'Auditor',
      Label: 'Auditor',
      PermissionsViewAllData: true,
    })
    org.insert('PermissionSetAssignment', { PermissionSetId: set(1), AssigneeId: clerk })
    const access = accessOf(org, clerk)
    expect([access.sees('Contact'), access.viewsAll('Lead'), access.edits('Contact')]).toEqual([
      true,
      true,
      false,
    ])
    expect(access.reads('Contact', 'Phone')).toBe(false)
    expect(access.reads('Contact', 'LastName')).toBe(true)
  })

  it('reads and writes the fields that are granted, addresses as a whole', () => {
    const org = openOrg()
    const field = (Field: string, ...rights: string[]) => ({ ...grant(set(0), 'Contact', ...rights), Field })
    org.insert('FieldPermissions', field('Contact.Phone', 'Read'))
    org.insert('FieldPermissions', field('Contact.Email', 'Edit', 'Read'))
    org.insert('FieldPermissions', field('Contact.MailingAddress', 'Read'))
    const access = accessOf(org, clerk)
    const rights = (name: string) => [access.reads('Contact', name), access.writes('Contact', name)]
    expect(rights('Phone')).toEqual([true, false])
    expect(rights('Email')).toEqual([true, true])
    expect(rights('MailingCity')).toEqual([true, false])
    expect(rights('MobilePhone')).toEqual([false, false])
    expect(rights('SystemModstamp')).toEqual([true, true])
  })

  it('loses what a set gave when the assignment is over', () => {
    const org = openOrg()
    org.insert('PermissionSet', { Id: set(1), Name: 'T', Label: 'T', PermissionsViewSetup: true })
    org.insert('PermissionSetAssignment', {
      PermissionSetId: set(1),
      AssigneeId: clerk,
      ExpirationDate: new Date('2026-01-31T09:00:01Z'),
    })
    expect(permissionsOf(org, clerk).system('ViewSetup')).toBe(true)
    const later = { ...org, clock: { now: () => new Date('2026-02-01T00:00:00Z') } }
    expect(permissionsOf(later, clerk).system('ViewSetup')).toBe(false)
  })
})

describe('a permission set group', () => {
  it('gives what its sets give, less what it mutes', () => {
    const org = openOrg()
    const group = idOf('0PG', 1)
    const muting = idOf('0QM', 1)
    org.insert('PermissionSetGroup', { Id: group, DeveloperName: 'G', MasterLabel: 'G' })
    org.insert('PermissionSet', {
      Id: set(1),
      Name: 'S',
      Label: 'S',
      PermissionsViewSetup: true,
      PermissionsManageUsers: true,
    })
    org.insert('MutingPermissionSet', {
      Id: muting,
      DeveloperName: 'M',
      MasterLabel: 'M',
      PermissionsManageUsers: true,
    })
    for (const PermissionSetId of [set(1), muting])
      org.insert('PermissionSetGroupComponent', { PermissionSetGroupId: group, PermissionSetId })
    org.insert('PermissionSetAssignment', {
      PermissionSetId: set(9),
      PermissionSetGroupId: group,
      AssigneeId: clerk,
    })
    const { system } = permissionsOf(org, clerk)
    expect([system('ViewSetup'), system('ManageUsers')]).toEqual([true, false])
  })
})
