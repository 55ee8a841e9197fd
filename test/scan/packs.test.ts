import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KitError } from '../../src/kit/index.ts'
import { findingsOf, newFolder, packs, people, policyOf, scan } from './scan.ts'

const rule = (id: string, extra = ''): string => `
import { defineRulePack, orgRule } from 'crm-steward/kit'
import { z } from 'zod'
${extra}
export default defineRulePack({
  name: 'house',
  rules: [orgRule({
    meta: {
      id: '${id}', summary: 's', why: 'w', remedy: 'r', severity: 'low', tags: [],
      options: z.strictObject({ word: z.string().default('hello') }),
      messages: { said: '{word}' },
    },
    needs: {},
    run: async ({ options, report }) => report({ messageId: 'said', data: { word: options.word }, aspect: 'a' }),
  })],
})
`

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function hashOfFile(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('hex')}`
}

/** As documented: path, NUL, length, NUL, bytes, in the order of the paths. */
function hashOfPackage(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) {
    const bytes = Buffer.from(files[path] ?? '')
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return `sha256-${hash.digest('hex')}`
}

async function refusal(policy: Promise<unknown>): Promise<KitError> {
  const error = await policy.catch((thrown: unknown) => thrown)
  if (error instanceof KitError) return error
  throw new Error('expected a KitError', { cause: error })
}

function load(cwd: string, plugin: string, rules = '') {
  return policyOf(`version: 1\nplugins:\n  - ${plugin}\n${rules}`, [packs.steward], cwd)
}

const records = [people({ Contact: [{ id: '1', lastName: 'A' }] })]

describe('a pack in a file', () => {
  it('is refused before anything of it runs when its hash is another', async () => {
    const cwd = newFolder()
    const mark = join(cwd, 'ran')
    const text = rule(
      'house/a',
      `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark)}, '')`,
    )
    write(cwd, { 'pack.js': text })
    const wrong = `sha256-${'0'.repeat(64)}`
    const changed = await refusal(load(cwd, `{file: pack.js, integrity: ${wrong}}`))
    expect(changed).toMatchObject({
      code: 'PACK_CHANGED',
      message: 'steward.yml:3:32  pack.js is not what the policy pins; none of it was run.',
      exit: 2,
    })
    expect(changed.actions.filter((line) => line.startsWith('  '))).toEqual([
      `  integrity: ${wrong}`,
      `  integrity: ${hashOfFile(text)}`,
    ])
    expect(await refusal(load(cwd, '{file: pack.js}'))).toMatchObject({ code: 'PACK_NOT_PINNED', exit: 2 })
    expect(existsSync(mark)).toBe(false)
    await load(cwd, `{file: pack.js, integrity: ${hashOfFile(text)}}`)
    expect(existsSync(mark)).toBe(true)
  })

  it.each([
    ['another file', './other.js', 'NOT_PINNED'],
    ['another package', 'yaml', 'NOT_PINNED'],
    ['a module of this program', new URL('../../src/policy/load.ts', import.meta.url).href, 'NOT_PINNED'],
  ])('may not import %s', async (_, specifier, code) => {
    const cwd = newFolder()
    const text = rule('house/a', `import '${specifier}'`)
    write(cwd, { 'pack.mjs': text, 'other.js': '' })
    expect(await refusal(load(cwd, `{file: pack.mjs, integrity: ${hashOfFile(text)}}`))).toMatchObject({
      code,
      exit: 2,
    })
  })

  it.each([
    ['exports nothing', 'export const a = 1', /^pack\.js exports no rule pack/],
    [
      'throws',
      rule('house/a', "throw new Error('quotes ana@example.com')"),
      /^pack\.js threw Error \(pack\.js:\d+\)$/,
    ],
    ['ends its thread', rule('house/a', 'process.exit(0)'), /^pack\.js ended its thread\.$/],
    ['has a rule without needs', rule('house/a').replace('needs: {},', ''), /at rules\.0\.needs/],
    [
      'has an option without default',
      rule('house/a').replace("z.string().default('hello')", 'z.string()'),
      /^pack\.js: rule house\/a: option word has no default\.$/,
    ],
    [
      'asks for a field that is none',
      rule('house/a').replace('needs: {}', "needs: { entities: { person: ['lastNam'] } }"),
      /^pack\.js: rule house\/a: "lastNam" is no field of person\.$/,
    ],
    [
      'asks for an entity that is none',
      rule('house/a').replace('needs: {}', "needs: { entities: { persn: ['lastName'] } }"),
      /^pack\.js: rule house\/a: "persn" is no entity\.$/,
    ],
    [
      'asks for facts that are none',
      rule('house/a').replace('needs: {}', "needs: { facts: ['evnt'] }"),
      /^pack\.js: rule house\/a: "evnt" is no kind of fact\.$/,
    ],
    [
      'cannot be parsed',
      `${rule('house/a')}\nexport const a = [}\n`,
      /^pack\.js cannot be parsed: Unexpected token '}' \(pack\.js:18\)$/,
    ],
    [
      'imports what is not there',
      rule('house/a', "import { nope } from 'node:fs'"),
      /^pack\.js cannot be parsed: The requested module 'node:fs' does not provide an export named 'nope' \(pack\.js:4\)$/,
    ],
    [
      'reads broken JSON while it is loaded',
      rule('house/a', "JSON.parse('ana@example.com')"),
      /^pack\.js threw SyntaxError \(pack\.js:4\)$/,
    ],
    ['has an id without family', rule('house'), /at rules\.0\.meta\.id: must be like family\/what-is-wrong/],
  ])('that %s is refused', async (_, text, message) => {
    const cwd = newFolder()
    write(cwd, { 'pack.js': text })
    const error = await refusal(load(cwd, `{file: pack.js, integrity: ${hashOfFile(text)}}`))
    expect(error.message).toMatch(message)
    expect(error.exit).toBe(2)
  })

  it.each([
    ['record', "fields: ['lastNam'], check: () => {}", 'lastNam', 'lastName'],
    ['record', "entity: 'persn', fields: [], check: () => {}", null, 'person'],
    ['match', "kinds: ['contact'], compare: {e: email('emial')}, blockOn: [['e']]", 'emial', 'email'],
    [
      'match',
      "kinds: ['contact'], compare: {e: email('email')}, blockOn: [['lastNam[sound]']]",
      'lastNam',
      'lastName',
    ],
    [
      'match',
      "kinds: ['contact'], compare: {e: email('email')}, blockOn: [['e']], show: ['titel']",
      'titel',
      'title',
    ],
  ])('whose %s rule declares %s is refused with what was meant', async (shape, declared, field, meant) => {
    const cwd = newFolder()
    const text = `import { defineRulePack, email, ${shape}Rule } from 'crm-steward/kit'
      import { z } from 'zod'
      const meta = { id: 'house/a', summary: 's', why: 'w', remedy: 'r', severity: 'low', tags: [], options: z.strictObject({}), messages: {} }
      export default defineRulePack({ name: 'house', rules: [${shape}Rule({ meta, entity: 'person', ${declared} })] })`
    write(cwd, { 'pack.js': text })
    const { message, actions } = await refusal(load(cwd, `{file: pack.js, integrity: ${hashOfFile(text)}}`))
    expect(message).toContain(
      field === null ? 'at rules.0.entity: is no entity.' : `"${field}" is no field of person.`,
    )
    expect(`${message} ${actions.join(' ')}`).toContain(`Did you mean "${meant}"?`)
  })

  it('in TypeScript that cannot be parsed is refused with the line', async () => {
    const cwd = newFolder()
    const text = `${rule('house/a')}\nenum A { b }\n`
    write(cwd, { 'pack.ts': text })
    const { message } = await refusal(load(cwd, `{file: pack.ts, integrity: ${hashOfFile(text)}}`))
    expect(message).toBe(
      'pack.ts cannot be parsed: TypeScript enum is not supported in strip-only mode (pack.ts:18)',
    )
  })

  it.each([
    ['that is not there', '{file: none.js}', 'The rule pack none.js cannot be read: no such file'],
    [
      'that is no script',
      '{file: steward.yml}',
      'The rule pack steward.yml cannot be read: a rule file ends in .js',
    ],
    [
      'whose package is not installed',
      '{package: no-such-rules}',
      'The rule pack no-such-rules cannot be read: not installed',
    ],
    [
      'whose name leads elsewhere',
      '{package: ../x}',
      'The rule pack ../x cannot be read: this is no package name',
    ],
  ])('%s is refused', async (_, plugin, message) => {
    const error = await refusal(load(newFolder(), plugin))
    expect(error).toMatchObject({ code: 'PACK_NOT_FOUND', exit: 2 })
    expect(error.message).toContain(message)
  })

  it('has its options checked by its own schema', async () => {
    const cwd = newFolder()
    const text = rule('house/a')
    write(cwd, { 'pack.js': text })
    const plugin = `{file: pack.js, integrity: ${hashOfFile(text)}}`
    const error = await refusal(load(cwd, plugin, 'rules:\n  house/a:\n    wrod: x\n'))
    expect(error.message.split('\n')).toEqual([
      'steward.yml:6:5  rules.house/a.wrod is not an option',
      'Did you mean "word"? Options: steward rule explain house/a',
    ])
    const policy = await load(cwd, plugin, 'rules: {house/a: {word: there}}\n')
    const outcome = await scan({ home: newFolder(), policy, connections: records, selectors: ['house'] })
    expect((await findingsOf(outcome)).map(({ message }) => message)).toEqual(['there'])
  })
})

describe('a pack from a package', () => {
  const files = {
    'package.json': '{"name":"@acme/rules","type":"module","exports":{".":{"import":"./lib/index.js"}}}',
    'lib/index.js': rule('house/a', "import { word } from './word.js'").replace("'hello'", 'word'),
    'lib/word.js': "export const word = 'from the package'\n",
    'README.md': 'Rules.\n',
  }
  const inModules = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`node_modules/@acme/rules/${path}`, text]),
  )

  it('runs with its own files, found above the policy', async () => {
    const root = newFolder()
    write(root, { ...inModules, 'node_modules/@acme/rules/node_modules/dep/index.js': 'not hashed' })
    const cwd = join(root, 'policies')
    mkdirSync(cwd)
    const policy = await load(cwd, `{package: '@acme/rules', integrity: ${hashOfPackage(files)}}`)
    const outcome = await scan({ home: newFolder(), policy, connections: records, selectors: ['house'] })
    expect((await findingsOf(outcome)).map(({ message }) => message)).toEqual(['from the package'])
  })

  it.each([
    [
      'as its entry',
      {
        'package.json': '{"name":"@acme/rules","type":"module","exports":"./lib/index.ts"}',
        'lib/index.ts': rule('house/a'),
      },
    ],
    [
      'further in',
      {
        'package.json': '{"name":"@acme/rules","type":"module","exports":"./lib/index.js"}',
        'lib/index.js': rule('house/a', "import './word.ts'"),
        'lib/word.ts': 'export const word = 1\n',
      },
    ],
  ])('with TypeScript %s is refused', async (_, typed) => {
    const cwd = newFolder()
    write(
      cwd,
      Object.fromEntries(
        Object.entries(typed).map(([path, text]) => [`node_modules/@acme/rules/${path}`, text]),
      ),
    )
    const error = await refusal(load(cwd, `{package: '@acme/rules', integrity: ${hashOfPackage(typed)}}`))
    expect(error).toMatchObject({
      code: 'PACK_INVALID',
      message: '@acme/rules must be JavaScript: Node reads no TypeScript in node_modules.',
      exit: 2,
    })
  })

  it('runs the bytes that were hashed, not those on disk later', async () => {
    const cwd = newFolder()
    write(cwd, inModules)
    const policy = await load(cwd, `{package: '@acme/rules', integrity: ${hashOfPackage(files)}}`)
    write(cwd, { 'node_modules/@acme/rules/lib/word.js': "export const word = 'changed'\n" })
    const outcome = await scan({ home: newFolder(), policy, connections: records, selectors: ['house'] })
    expect((await findingsOf(outcome)).map(({ message }) => message)).toEqual(['from the package'])
  })

  it.each(['lib/word.js', 'README.md', 'lib/new.js'])('with a change in %s is refused', async (path) => {
    const cwd = newFolder()
    write(cwd, { ...inModules, [`node_modules/@acme/rules/${path}`]: 'export const word = 1\n' })
    const error = await refusal(load(cwd, `{package: '@acme/rules', integrity: ${hashOfPackage(files)}}`))
    expect(error.code).toBe('PACK_CHANGED')
  })
})
