import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { packs } from '../../plugins/index.ts'
import { loadPolicy, resolveConnections } from '../../src/policy/index.ts'
import { explainRecords } from '../../src/scan/explain-pair.ts'
import { findingsOf, newFolder, scan } from './scan.ts'

const page = readFileSync(new URL('../../docs/matchers.md', import.meta.url), 'utf8')

function blocks(kind: string): readonly string[] {
  return [...page.matchAll(/^```(\S+)\n(.*?)^```/gms)].flatMap(([, of, text = '']) =>
    of === kind ? text : [],
  )
}

describe('docs/matchers.md', () => {
  it.each(blocks('yaml').map((text) => [/^ {2}(\w+):$/m.exec(text)?.[1] ?? '', text]))(
    'the policy with %s is valid',
    async (name, text) => {
      const cwd = newFolder()
      writeFileSync(join(cwd, 'steward.yml'), text)
      const policy = await loadPolicy({ cwd, packs, connectors })
      expect(policy.rules.has(`duplicates/${name}`)).toBe(true)
    },
  )

  it('finds in the first example what it says', async () => {
    const home = newFolder()
    const path = join(home, 'guests.csv')
    writeFileSync(path, blocks('csv')[0] ?? '')
    writeFileSync(join(home, 'steward.yml'), blocks('yaml')[0] ?? '')
    const policy = await loadPolicy({ cwd: home, packs, connectors })
    const connections = resolveConnections(policy.connections, [path], connectors)
    const outcome = await scan({ home, policy, connections, selectors: ['duplicates/guests'] })
    const groups = (await findingsOf(outcome)).map(({ records }) => records.map(({ id }) => id).join(' '))
    expect(groups.sort()).toEqual(['1 2', '3 4', '7 8'])
    const pair = await explainRecords({
      home,
      policy,
      connection: path,
      ids: ['5', '6'],
      rule: null,
      signal: new AbortController().signal,
      log: () => {},
      progress: () => {},
    })
    expect(pair).toMatchObject({ rule: 'duplicates/guests', together: { outcome: 'apart' } })
  })

  it.each(['object', 'entity', 'connections', 'compare', 'blockOn', 'never', 'threshold', 'show', 'summary'])(
    'tells about %s',
    (key) => expect(page).toMatch(new RegExp(`^\\| .*\`${key}\``, 'm')),
  )
})
