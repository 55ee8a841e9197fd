import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { packs } from '../../plugins/index.ts'
import { filesBelow, read, root } from './source.ts'

function foldersOf(path: string, besides: readonly string[] = []): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !besides.includes(entry.name))
    .map((entry) => entry.name)
    .sort()
}

const rules = packs.flatMap((pack) => pack.rules)

describe('the list of connectors', () => {
  it('names every folder', () => {
    expect(connectors.map((connector) => connector.id).sort()).toEqual(foldersOf('connectors', ['transport']))
  })

  it.each(connectors.map((connector) => connector.id))('%s has its page and its tests', (id) => {
    expect(existsSync(join(root, 'docs/connectors', `${id}.md`))).toBe(true)
    expect(filesBelow(`test/connectors/${id}`, '.test.ts').length).toBeGreaterThan(0)
  })
})

describe('the list of rule packs', () => {
  it('names every folder', () => {
    expect(packs.map((pack) => pack.name).sort()).toEqual(foldersOf('plugins'))
  })

  it('has no rule twice', () => {
    const ids = rules.map((rule) => rule.meta.id)
    expect(ids).toEqual([...new Set(ids)])
  })
})

describe.each(rules.map((rule) => ({ id: rule.meta.id, meta: rule.meta })))('$id', ({ id, meta }) => {
  const page = `docs/rules/${id}.md`

  it('has a page with the usual headings', () => {
    const text = read(page)
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual(
      expect.arrayContaining(['What it finds', 'Why it matters', 'How to fix', 'When not to use', 'Options']),
    )
  })

  it('documents each option', () => {
    const text = read(page)
    for (const option of Object.keys(meta.options.shape)) expect(text, option).toContain(`\`${option}\``)
  })

  it('lives in the folder of its family and has a test that names it', () => {
    const family = id.split('/')[0] ?? ''
    expect(filesBelow(`plugins/${family}`).some((path) => read(path).includes(`'${id}'`))).toBe(true)
    expect(
      filesBelow(`test/plugins/${family}`, '.test.ts').some((path) =>
        read(path).includes(id.split('/')[1] ?? id),
      ),
    ).toBe(true)
  })

  it('accepts empty options', () => {
    expect(meta.options.safeParse({}).success).toBe(true)
    expect(meta.options.safeParse({ noSuchOption: 1 }).success).toBe(false)
  })
})
