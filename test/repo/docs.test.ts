import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from '@oclif/core'
import { describe, expect, it } from 'vitest'
import { filesBelow, read, root } from './source.ts'

const pages = ['README.md', ...filesBelow('docs', '.md')]
const scripts = Object.keys(JSON.parse(read('package.json')).scripts)

function blocksOf(path: string): string {
  const blocks = [...read(path).matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)]
  return blocks.flatMap(([, kind, text = '']) => (kind === '' || kind === 'sh' ? text : [])).join('\n')
}

/** What follows `steward` in a block, up to its comment; a line that ends in a backslash goes on. */
function commandsIn(path: string): readonly string[] {
  const lines = blocksOf(path)
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
  const said = /^(?:npx |Next)?\s*(?:steward|npm run dev --) (\S.*?)(?:\s{2,}.*|\s#.*)?$/
  return lines.flatMap((line) => said.exec(line)?.[1] ?? [])
}

/** The file of the command that the first words name, e.g. `scan show`. */
function fileOf(words: readonly string[]): string | undefined {
  const [topic = '', name = ''] = words
  const candidates = [`${topic}/${name}.ts`, `${topic}.ts`, `${topic}/index.ts`]
  return candidates.map((path) => join('src/commands', path)).find((path) => existsSync(join(root, path)))
}

describe.each(pages)('%s', (path) => {
  it('links to files that exist', () => {
    const links = [...read(path).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(join(root, dirname(path), link)))).toEqual([])
  })

  it('runs scripts that package.json has', () => {
    const named = [...read(path).matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
  })
})

const examples = pages.flatMap((path) => commandsIn(path).map((line) => ({ path, line })))

describe('a command in the docs', () => {
  it.each(examples)('$path: steward $line', async ({ line }) => {
    const file = fileOf(line.split(' '))
    if (file === undefined) throw new Error('there is no such command')
    const { default: command }: { default: typeof Command } = await import(
      pathToFileURL(join(root, file)).href
    )
    const known = { ...command.baseFlags, ...command.flags }
    for (const [, name = ''] of line.matchAll(/ --([\w-]+)/g))
      expect([...Object.keys(known), 'json', 'help'], `--${name}`).toContain(name.replace(/^no-/, ''))
    for (const [, char = ''] of line.matchAll(/ -(\w)\b/g))
      expect(
        Object.values(known).map((flag) => flag.char),
        `-${char}`,
      ).toContain(char)
  })
})
