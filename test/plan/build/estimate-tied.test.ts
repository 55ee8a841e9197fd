import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ObjectMapping } from '../../../src/kit/index.ts'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { MemoryJournal } from '../apply/memory-journal.ts'
import type { ScriptedObject } from '../scripted-objects.ts'
import { tiedObjects } from '../scripted-tied.ts'
import { SmallOrg } from './small-org.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'steward-estimate-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const purposes: Readonly<Record<string, string>> = { fetch: 're-read', fates: 'read-back' }
const reads = { records: 100, parents: 50, relationships: 1 }
const now = () => new Date('2026-10-05T14:02:00.000Z')

const mappings: readonly ObjectMapping[] = [
  mapping('contacts', 'person', 'contact', { firstName: 'firstname', title: 'jobtitle', phone: 'phone' }),
  mapping('companies', 'company', 'company', { name: 'name', city: 'city' }),
]

function mapping(
  object: string,
  entity: ObjectMapping['entity'],
  kind: string,
  fields: ObjectMapping['fields'],
): ObjectMapping {
  return { object, entity, kind, when: [], fields, url: `https://crm.test/${object}/{id}`, revision: null }
}

function tiedOrg(more: Partial<ScriptedObject['abilities']> = {}): SmallOrg {
  const objects = Object.entries(tiedObjects).map(([name, one]): [string, ScriptedObject] => [
    name,
    { ...one, abilities: { ...one.abilities, reads, ...more } },
  ])
  const org = new SmallOrg(Object.fromEntries(objects), mappings)
  org.crm.reads = reads
  org.crm.mergesIntoNew = true
  org.crm.fills = true
  return org
}

/** Pairs and larger groups, some with values to be written or taken back, most with something tied to them. */
function crowd(org: SmallOrg, object: string, first: string, count: number, size: number): void {
  for (let index = 100; index < 100 + count; index += 1) {
    const ids = Array.from({ length: size }, (_, member) => `${first}${index}${member}`)
    const members = ids.map((id, member) =>
      org.record(
        object,
        id,
        object === 'contacts'
          ? { firstname: 'Ada', jobtitle: member === 1 && index % 3 === 0 ? 'CEO' : null }
          : { name: 'Acme', city: member === 1 && index % 2 === 0 ? 'Ulm' : null },
        { lastTouchAt: member === 0 ? '2026-01-01' : '2025-01-01' },
      ),
    )
    org.group(`${object === 'contacts' ? 'c' : 'd'}${first}${index}`, members)
    const other = object === 'contacts' ? 'deals' : 'contacts'
    if (index % 4 > 0) org.crm.ties.add(object, ids[1] ?? '', `${object}.${other}`, `9${index}:1`)
    if (index % 5 === 0) org.crm.ties.add(object, ids[0] ?? '', `${object}.${other}`, `8${index}:1`)
  }
}

async function sentBy(org: SmallOrg, run: () => Promise<unknown>) {
  const from = org.crm.log.length
  await run()
  const sent: Record<string, number> = {}
  for (const { verb, object, ids } of org.crm.log.slice(from)) {
    const relationships = object === '*' ? 0 : org.crm.of(object).relationships.length
    const cost =
      verb === 'children'
        ? relationships * Math.ceil(ids.length / reads.parents)
        : verb === 'fetch' || verb === 'fates'
          ? Math.ceil(ids.length / reads.records)
          : 1
    const purpose = purposes[verb] ?? verb
    sent[purpose] = (sent[purpose] ?? 0) + cost
  }
  return sent
}

it.each<[string, object]>([
  ['merged two at a time, with values afterwards', { person: { fields: { title: 'survivor' } } }],
  ['merged two at a time, which fills blanks by itself', {}],
  ['taken over', { company: { by: 'preserving' } }],
])('foretells the requests by purpose where duplicates are %s', async (_, survivorship) => {
  const policy = { survivorship }
  const org = tiedOrg()
  crowd(org, 'contacts', '1', 130, 2)
  crowd(org, 'contacts', '2', 9, 4)
  crowd(org, 'companies', '3', 75, 3)
  const { plan, values } = await org.build(policy)
  expect(plan.leftOut).toEqual([])
  const sent = await sentBy(org, async () => {
    const outcome = await applyPlan({
      plan,
      values,
      connection: org.connection(),
      check: org.crm.verdict,
      policy: Policy.parse({ version: 1, ...policy }),
      journal: new MemoryJournal(dir, now),
      resume: null,
      consent: 'terminal',
      tool: '0.1.0',
      pid: 1,
      signal: new AbortController().signal,
      now,
      pause: async () => {},
      progress: () => {},
      log: () => {},
    })
    expect(outcome).toMatchObject({ ended: 'finished', exit: 0, done: 214, skipped: [] })
  })
  const { check, ...foretold } = plan.radius.calls
  expect(check).toBe(1)
  expect(foretold).toEqual(sent)
})

it('counts an undo by splitting off again, and nothing where there is none', async () => {
  const merge = tiedOrg().crm.of('contacts').abilities
  const undoCalls = async (more: Partial<ScriptedObject['abilities']>) => {
    const org = tiedOrg(more)
    crowd(org, 'contacts', '1', 3, 2)
    return (await org.build()).plan.radius.undoCalls
  }
  expect(merge.merge?.undo.kind).toBe('impossible')
  expect(await undoCalls({})).toBe(0)
  // each of three pairs: looks before, between and after, one record made, ties put back and taken off
  expect(await undoCalls({ split: { losses: [] } })).toBeGreaterThan(3 * 4)
})
