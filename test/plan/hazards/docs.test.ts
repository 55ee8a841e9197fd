import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const folder = new URL('./', import.meta.url)
const page = readFileSync(new URL('../../../docs/plan/hazards.md', import.meta.url), 'utf8')

interface Row {
  readonly hazard: string
  readonly file: string
  readonly name: string
}

const rows = page.split('\n').flatMap((line): Row[] => {
  const [, hazard, , tested] = line.split(' | ').length === 3 ? ['', ...line.split(' | ')] : []
  const [, file, name] = /^`([^`]+\.test\.ts)` (.+?) \|$/.exec(tested ?? '') ?? []
  return hazard && file && name ? [{ hazard: hazard.replace(/^\| /, ''), file, name }] : []
})

/** Names as they are written, those of tables of cases with their placeholders. */
function testsIn(file: string): readonly string[] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  return [...text.matchAll(/(?:\bit|\]\))\(\s*(['"`])((?:(?!\1).)*)\1/g)].map(([, , name]) => name ?? '')
}

describe('docs/plan/hazards.md', () => {
  it.each(rows)('$hazard has its test', ({ file, name }) => {
    expect(testsIn(file)).toContain(name)
  })

  it('has a row for every test beside it', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && name !== 'docs.test.ts')
    const written = new Set(rows.map(({ file, name }) => `${file} ${name}`))
    const missing = files.flatMap((file) => testsIn(file).map((name) => `${file} ${name}`))
    expect(missing.filter((one) => !written.has(one))).toEqual([])
  })

  it('says of each row of its tables where it is shown', () => {
    const [shown = ''] = page.split('## Not shown here')
    const lines = shown.split('\n').filter((line) => /^\| (?!hazard|-)/.test(line))
    expect(rows).toHaveLength(lines.length)
  })
})
