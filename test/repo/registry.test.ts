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

function has(path: string): boolean {
  return existsSync(join(root, path))
}

/** Tests below a folder, which may be missing, that say `name`. */
function testsOf(folder: string, name: string): readonly string[] {
  return has(folder) ? filesBelow(folder, '.test.ts').filter((path) => read(path).includes(name)) : []
}

describe('the list of connectors', () => {
  const ids = connectors.map((connector) => connector.id)

  it.each(foldersOf('connectors', ['transport']))('names connectors/%s', (folder) => {
    expect(ids, `name it in connectors/index.ts, under the id ${folder}`).toContain(folder)
  })

  it.each(ids)('%s has its folder, page and tests', (id) => {
    expect(has(`connectors/${id}`), `keep it in connectors/${id}`).toBe(true)
    expect(has(`docs/connectors/${id}.md`), `write docs/connectors/${id}.md`).toBe(true)
    expect(testsOf(`test/connectors/${id}`, ''), `write test/connectors/${id}/*.test.ts`).not.toEqual([])
  })
})

describe('the list of rule packs', () => {
  const names = packs.map((pack) => pack.name)

  it.each(foldersOf('plugins'))('names plugins/%s', (folder) => {
    expect(names, `name it in plugins/index.ts, as the pack ${folder}`).toContain(folder)
  })

  it.each(names)('%s has its folder', (name) => {
    expect(has(`plugins/${name}`), `keep it in plugins/${name}`).toBe(true)
  })

  it('has no rule twice', () => {
    const ids = rules.map((rule) => rule.meta.id)
    expect(ids).toEqual([...new Set(ids)])
  })
})

const headings = ['What it finds', 'Why it matters', 'How to fix', 'When not to use', 'Options']

describe.each(rules.map((rule) => ({ id: rule.meta.id, meta: rule.meta })))('$id', ({ id, meta }) => {
  const [family = '', name = ''] = id.split('/')
  const page = `docs/rules/${id}.md`
  const text = has(page) ? read(page) : null

  it('has a page with the usual headings', () => {
    expect(text, `write ${page}`).not.toBeNull()
    for (const heading of headings)
      expect(text?.split('\n'), `write "## ${heading}" in ${page}`).toContain(`## ${heading}`)
  })

  it('documents each option', () => {
    for (const option of Object.keys(meta.options.shape))
      expect(text ?? '', `tell about the option ${option} in ${page}`).toContain(`\`${option}\``)
  })

  it('lives in the folder of its family and has a test that names it', () => {
    const files = filesBelow(`plugins/${family}`).filter((path) => read(path).includes(`'${id}'`))
    expect(files, `keep ${id} in plugins/${family}`).not.toEqual([])
    const tests = testsOf(`test/plugins/${family}`, name)
    expect(tests, `write test/plugins/${family}/${name}.test.ts`).not.toEqual([])
  })

  it('accepts empty options', () => {
    const { options } = meta
    expect(options.safeParse({}).success, 'give every option a default').toBe(true)
    expect(options.safeParse({ noSuchOption: 1 }).success, 'use z.strictObject for the options').toBe(false)
  })
})
