import { describe, expect, it } from 'vitest'
import type { Relationship } from '../../../src/kit/index.ts'
import { column, object, relationship, type ScriptedObject, scriptedObjects } from '../scripted-objects.ts'
import { byItem, UndoStage } from './undo-stage.ts'

type Way = Extract<Relationship['undo'], 'move' | 'create'>

/** Roles of contacts at accounts: such a row hangs on records of two objects that both merge. */
function withRoles(
  ways: { readonly account: Way; readonly contact: Way },
  hung: readonly Relationship[] = [],
): Readonly<Record<string, ScriptedObject>> {
  const { Account, Contact, Task } = scriptedObjects
  if (Account === undefined || Contact === undefined || Task === undefined) throw new Error('no such objects')
  const description = object('Role', [
    column('Name'),
    column('AccountId', { referenceTo: ['Account'], updateable: ways.account === 'move' }),
    column('ContactId', { referenceTo: ['Contact'], updateable: ways.contact === 'move' }),
  ])
  return {
    ...scriptedObjects,
    Account: { ...Account, relationships: [relationship('Role', 'AccountId', { undo: ways.account })] },
    Contact: { ...Contact, relationships: [relationship('Role', 'ContactId', { undo: ways.contact })] },
    Role: { ...Task, description, relationships: hung },
    Task: { ...Task, description: object('Task', [column('WhatId', { referenceTo: ['Role'] })]) },
  }
}

const accounts = { object: 'Account', members: ['a1', 'a2'] } as const
const contacts = { object: 'Contact', members: ['c1', 'c2'] } as const

function fill({ crm }: UndoStage): void {
  for (const id of accounts.members) crm.add('Account', id)
  for (const id of contacts.members) crm.add('Contact', id)
  crm.add('Role', 'r', { Name: 'Buyer', AccountId: 'a2', ContactId: 'c2' })
}

/** Living ones. */
function roles({ crm }: UndoStage) {
  return crm.children('Account', ['a1', 'a2', 'x'], true).rows.map(({ values }) => values)
}

const back = [expect.objectContaining({ Name: 'Buyer', AccountId: 'a2', ContactId: 'c2' })]

describe('a row that hangs on two groups', () => {
  const ways = [
    { account: 'create', contact: 'create' },
    { account: 'create', contact: 'move' },
    { account: 'move', contact: 'create' },
    { account: 'move', contact: 'move' },
  ] as const
  const orders = [
    { groups: 'accounts first', planned: [accounts, contacts] },
    { groups: 'contacts first', planned: [contacts, accounts] },
  ] as const
  const rounds = [
    { undone: 'together', some: [undefined] },
    { undone: 'the last one first', some: [[1], [0]] },
    { undone: 'the first one first', some: [[0], [1]] },
    { undone: 'twice', some: [undefined, undefined] },
  ] as const
  const all = ways.flatMap((way) =>
    orders.flatMap((order) => rounds.map((round) => ({ ...way, ...order, ...round }))),
  )

  it.each(all)('is one row again: $account, $contact, $groups, undone $undone', async (row) => {
    using stage = new UndoStage(withRoles(row))
    fill(stage)
    expect(await stage.applied(row.planned)).toMatchObject({ exit: 0 })
    expect(roles(stage)).toMatchObject([{ AccountId: 'a1', ContactId: 'c1' }])
    for (const which of row.some) expect(await stage.undo(which)).toMatchObject({ exit: 0 })
    expect(roles(stage)).toEqual(back)
  })

  it('is left to people who deleted it after one of them was taken back', async () => {
    using stage = new UndoStage(withRoles({ account: 'create', contact: 'move' }))
    fill(stage)
    await stage.applied([contacts, accounts])
    await stage.undo([1])
    stage.crm.delete('new0')
    const { groups } = await stage.undo([0])
    expect(byItem(groups)['Role.ContactId r']).toBe('kept: deleted since')
    expect(roles(stage)).toEqual([])
  })
})

describe('a moved row on which something hangs', () => {
  it.each([
    { hangs: true, says: 'approximate: a new row with a new id; the survivor keeps the moved one', left: 2 },
    { hangs: false, says: 'approximate: moved back as a new row with a new id', left: 1 },
  ])('stays on the survivor: $hangs', async ({ hangs, says, left }) => {
    using stage = new UndoStage(
      withRoles({ account: 'create', contact: 'move' }, [relationship('Task', 'WhatId')]),
    )
    fill(stage)
    stage.crm.add('Task', 't', { WhatId: hangs ? 'r' : null })
    await stage.applied([accounts])
    expect(byItem(await stage.foresee())['Role.AccountId r']).toBe(says)
    expect(byItem((await stage.undo()).groups)['Role.AccountId r']).toBe(says)
    expect(roles(stage)).toHaveLength(left)
    expect(stage.crm.get('t')).toMatchObject({ WhatId: hangs ? 'r' : null })
  })
})
