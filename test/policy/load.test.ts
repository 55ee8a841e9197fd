import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memory } from '../../connectors/memory/index.ts'
import { type Connector, KitError } from '../../src/kit/index.ts'
import { addConnection, initPolicy, loadPolicy, resolveConnections } from '../../src/policy/index.ts'
import { newFolder, packs, policyOf } from '../scan/scan.ts'

const from = [packs.steward, packs.sample]

describe('without a policy file', () => {
  it('every rule is on with its own severity and options', async () => {
    const policy = await loadPolicy({ cwd: newFolder(), packs: from, connectors: [memory] })
    expect(policy.path).toBeNull()
    expect(policy.rules.get('sample/people')).toMatchObject({
      severity: 'high',
      options: { threshold: 0.95 },
    })
    expect([...policy.rules.keys()]).toEqual([...policy.registry.rules.keys()])
    expect(policy.policy.limits).toMatchObject({ actionsPerPlan: 1000, planAge: '24h', apiBudget: 0.8 })
  })
})

describe('rules', () => {
  it.each<[string, string, string, unknown]>([
    ['a severity', 'rules: {sample/seen: high}', 'sample/seen', { severity: 'high' }],
    ['off', 'rules: {sample/seen: off}', 'sample/seen', undefined],
    [
      'options',
      'rules: {sample/headcount: {atLeast: 5}}',
      'sample/headcount',
      { severity: 'medium', options: { atLeast: 5 } },
    ],
    [
      'a pattern, and the id after it',
      'rules: {sample/seen: on, sample/*: off}',
      'sample/seen',
      { severity: 'info' },
    ],
    [
      'a pattern with an option some have',
      'rules: {sample/*: {threshold: 0.8}}',
      'sample/people',
      { options: { threshold: 0.8 } },
    ],
    ['no preset: off', 'extends: []', 'sample/seen', undefined],
    ['no preset: on by name', 'extends: []\nrules: {sample/seen: on}', 'sample/seen', { severity: 'info' }],
    ['a preset of a pack', 'extends: [steward/recommended, sample/quiet]', 'sample/seen', undefined],
    [
      'a preset with options, then the policy',
      'extends: [sample/quiet]\nrules: {sample/headcount: critical}',
      'sample/headcount',
      { severity: 'critical', options: { atLeast: 3 } },
    ],
    [
      'a strict preset grades what Steward reports',
      'extends: [steward/strict]',
      'scan/incomplete',
      { severity: 'critical' },
    ],
    ['a pattern spares what Steward reports', 'rules: {"*": off}', 'scan/incomplete', { severity: 'high' }],
  ])('%s', async (_, text, id, expected) => {
    const setup = (await policyOf(`version: 1\n${text}\n`, from)).rules.get(id)
    if (expected === undefined) expect(setup).toBeUndefined()
    else expect(setup).toMatchObject(expected as object)
  })

  it('of one id in two packs are refused', async () => {
    const twin = { ...packs.sample, name: 'twin' }
    await expect(policyOf('version: 1\n', [...from, twin])).rejects.toMatchObject({
      code: 'RULE_CONFLICT',
      message: 'The rule sample/no-email comes from sample and from twin.',
    })
  })
})

describe('the hash', () => {
  it('is the same whatever the order and the comments, and another for another policy', async () => {
    const hash = async (text: string) => (await policyOf(`version: 1\n${text}`, from)).hash
    const one = await hash('limits: {apiBudget: 0.5}\nrules: {sample/seen: high, sample/people: off}\n')
    const same = await hash(
      'rules:\n  sample/people: off # why\n  sample/seen: high\nlimits: {apiBudget: 0.5}\n',
    )
    expect(same).toBe(one)
    expect(one).toMatch(/^[0-9a-f]{16}$/)
    expect(await hash('limits: {apiBudget: 0.6}\nrules: {sample/seen: high, sample/people: off}\n')).not.toBe(
      one,
    )
  })
})

describe('connections', () => {
  const fromName = (name: string) => (name === 'trial' ? { orgId: 'trial' } : null)
  const named = { ...memory, fromName } as unknown as Connector

  it('come from the policy, else from what a connector makes of the name', async () => {
    const policy = await policyOf('version: 1\nconnections: {acme: {crm: memory, orgId: o1}}\n', from)
    const resolve = (...names: string[]) =>
      resolveConnections(policy.connections, names, [named]).map(
        ({ name, settings }) => `${name} ${settings.orgId}`,
      )
    expect(resolve('acme', 'trial', 'acme')).toEqual(['acme o1', 'trial trial'])
    expect(resolve()).toEqual(['acme o1'])
    expect(() => resolve('acem')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_CONNECTION',
        exit: 2,
        actions: ['Did you mean "acme"?', 'The policy names: acme'],
      }),
    )
    const stored = {
      ...named,
      fromName: (orgId: string) => ({ orgId }),
      connect: async () => {
        throw new KitError('UNKNOWN_LOGIN', 'No such login.', { exit: 2, actions: ['Log in'] })
      },
    } as unknown as Connector
    const [mistyped] = resolveConnections(policy.connections, ['acem'], [stored])
    await expect(mistyped?.connector.connect({}, {} as never)).rejects.toMatchObject({
      code: 'UNKNOWN_LOGIN',
      exit: 2,
      message: 'The policy has no connection "acem". No such login.',
      actions: ['Did you mean "acme"?', 'The policy names: acme', 'Log in'],
    })
    expect(() => resolveConnections(new Map(), [], [named])).toThrow(
      expect.objectContaining({ code: 'NO_CONNECTION' }),
    )
  })

  it('are added to a policy that keeps its comments', async () => {
    const cwd = newFolder()
    const path = join(cwd, 'steward.yml')
    writeFileSync(path, '# ours\nversion: 1 # one\n')
    addConnection({ cwd, name: 'acme', crm: 'memory', settings: { orgId: 'o1' }, connectors: [memory] })
    expect(readFileSync(path, 'utf8')).toContain('# ours\nversion: 1 # one\n')
    const policy = await loadPolicy({ cwd, packs: from, connectors: [memory] })
    expect(policy.connections.get('acme')?.settings).toMatchObject({ orgId: 'o1' })
    const again = () =>
      addConnection({ cwd, name: 'acme', crm: 'memory', settings: {}, connectors: [memory] })
    expect(again).toThrow(expect.objectContaining({ code: 'CONNECTION_EXISTS', exit: 2 }))
  })
})

describe('a new policy', () => {
  it('is valid, holds the connections given, and overwrites only when told', async () => {
    const cwd = newFolder()
    const path = initPolicy({ cwd, connections: { acme: { crm: 'memory', orgId: 'o1' } } })
    const policy = await loadPolicy({ cwd, packs: from, connectors: [memory] })
    expect([...policy.connections.keys()]).toEqual(['acme'])
    const before = statSync(path).mtimeMs
    expect(() => initPolicy({ cwd })).toThrow(expect.objectContaining({ code: 'POLICY_EXISTS', exit: 2 }))
    expect(statSync(path).mtimeMs).toBe(before)
    initPolicy({ cwd, force: true })
    expect((await loadPolicy({ cwd, packs: from, connectors: [memory] })).connections.size).toBe(0)
  })

  it('shows examples that are valid once uncommented', async () => {
    const cwd = newFolder()
    const text = readFileSync(initPolicy({ cwd }), 'utf8')
    const uncommented = text
      .replace(/^# (?=(connections|rules|objects|waivers|limits):)/gm, '')
      .replace(/^# {3}/gm, '  ')
      .replaceAll('duplicates/', 'sample/')
      .replace('sample/companies', 'sample/logins')
      .replace('salesforce', 'memory')
      .replace('alias:', 'orgId:')
    const policy = await policyOf(uncommented, from, cwd)
    expect(policy.rules.get('sample/people')).toMatchObject({
      severity: 'critical',
      options: { threshold: 0.97 },
    })
    expect(policy.policy.waivers).toHaveLength(1)
    expect(Object.keys(policy.policy.objects)).toEqual(['Contact', 'Membership__c'])
  })
})
