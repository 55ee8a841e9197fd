import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/kit/index.ts'
import { html } from '../../src/report/html.ts'
import { finding, group, groupFinding, member } from './finding.ts'
import { hostile } from './hostile.ts'
import { emptyOrg, input, outcome, textOf } from './outcome.ts'
import { nthGroup } from './sample.ts'

const page = await textOf(html(input()))

/** Tags opened and closed in order; throws at the first that does not fit. Enough of HTML for what we write. */
function outline(text: string): readonly string[] {
  const open: string[] = []
  const seen: string[] = []
  const alone = new Set(['meta', 'input', 'br', 'rect', 'line'])
  const body = text.replace(/<(style|script)>.*?<\/\1>/gs, '')
  for (const [, slash, name = ''] of body.matchAll(/<(\/?)([a-z0-9]+)(?:\s[^<>]*)?>/g)) {
    if (slash === '/') {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}>`)
      continue
    }
    seen.push(name)
    if (!alone.has(name)) open.push(name)
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`)
  return seen
}

it('is well formed, with landmarks, one h1 and captions for every table', () => {
  const tags = outline(page)
  for (const name of ['header', 'nav', 'main', 'footer', 'h1']) {
    expect(tags.filter((tag) => tag === name).length).toBeGreaterThanOrEqual(1)
  }
  expect(tags.filter((tag) => tag === 'h1')).toHaveLength(1)
  for (const [, attributes, inside] of page.matchAll(/<table([^>]*)>(.*?)<\/table>/gs)) {
    expect(`${attributes} ${inside}`).toMatch(/aria-labelledby=|<caption/)
  }
  for (const [svg] of page.matchAll(/<svg [^>]*>/g))
    expect(svg).toMatch(/aria-label="[^"]+"|aria-hidden="true"/)
})

it('has every id once, and a place for every link inside', () => {
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target)
})

it('loads nothing: no address but links to records, and a policy that forbids the network', () => {
  expect(page).toContain("default-src 'none'; style-src 'sha256-")
  expect(page).not.toMatch(/\ssrc=|srcset=|@import|url\(|<link|<iframe|<img|<form|\sstyle=|\son[a-z]+=/)
  const addresses = [...page.matchAll(/<a [^>]*href="(https?:[^"]*)"[^>]*>/g)]
  expect(addresses.length).toBeGreaterThan(0)
  for (const [link] of addresses) expect(link).toContain('rel="noreferrer noopener"')
  expect(page.replaceAll(/<a [^>]*>/g, '')).not.toMatch(/https?:\/\//)
})

it('says in five sentences what was found', () => {
  const list = /<ol>(.*?)<\/ol>/s.exec(page)?.[1] ?? ''
  const sentences = new XMLParser().parse(`<ol>${list}</ol>`).ol.li
  expect(sentences).toMatchInlineSnapshot(`
    [
      "As of 2 October 2026, 5 rules looked at 6,200 records of acme-sf and found 54 things to look at.",
      "By severity: 1 critical, 41 high, 12 medium; the first to look at is “9 people are full administrators; the policy allows 6”.",
      "99 records form 40 groups that are probably one each, so 59 are surplus, 1.2 % of the 5,000 records compared.",
      "Compared with the run before, 5 of 54 findings are new.",
      "Not everything was looked at: 1 gap in what could be read and 1 rule was skipped; the list is at the end.",
    ]
  `)
})

it('masks personal values and says so', () => {
  for (const leak of ['Roberto', 'García', '@acme.test', 'Madrid', '+34 91']) expect(page).not.toContain(leak)
  expect(page).toContain('personal values masked')
  expect(page).toContain('Dana Ortiz') // an owner is no personal value of the record
})

it('shows values and words of evidence when they may be seen', async () => {
  const clear = await textOf(html(input({ mask: false })))
  expect(clear).toContain('nickname Bob/Roberto')
  expect(clear).toContain('personal values in the clear')
})

it('says how many were left out, and the command that shows them', () => {
  expect(page).toContain('The 10 worst of 40 groups')
  expect(page).toContain('30 more: <code>steward scan show duplicates/people</code>')
  expect(page).toContain('2 more: <code>steward scan show stale/people</code>')
})

it('lists what was not looked at, and what was waived', () => {
  for (const text of [
    'Contact.Birthdate',
    'Grant read access.',
    'access/dormant-admins',
    'Archive of 2019',
  ]) {
    expect(page).toContain(text)
  }
})

it('shows the survivor of a large group and counts the members left out', async () => {
  const members = Array.from({ length: 40 }, (_, index) => member(`003M${index}`, { name: `Anna ${index}` }))
  const made = groupFinding(group(members, { survivor: 33, pairs: [] }))
  const text = await textOf(html(input({ mask: false, outcome: outcome({ findings: [made] }) })))
  expect(text).toContain('34 more records of this group left out')
  expect(text).toMatch(/ah · contact <span class="badge good">survivor/)
})

it('works without findings, without an org and without what rules say about themselves', async () => {
  const org = { ...emptyOrg('acme-sf'), identity: null, sync: null, rulesRun: [] }
  const nothing = await textOf(html(input({ outcome: outcome({ findings: [], org }) })))
  outline(nothing)
  expect(nothing).toContain('could not be opened')
  const unknown = await textOf(
    html(input({ rules: new Map(), outcome: outcome({ findings: [finding(), nthGroup(1)] }) })),
  )
  outline(unknown)
  expect(unknown).toContain('stale/people')
})

/** Contrast of two colours as WCAG 2 reckons it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const full = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(full.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

it.each([0, 1])('has enough contrast in palette %i', (index) => {
  const palette = [...page.matchAll(/:root\{([^}]*)\}/g)][index]?.[1] ?? ''
  const colours = new Map(
    [...palette.matchAll(/--([a-z-]+):(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value]),
  )
  const of = (name: string): string => colours.get(name) ?? ''
  for (const ink of ['ink', 'soft', 'accent']) {
    for (const ground of ['page', 'card', 'faint', 'differs'])
      expect(contrast(of(ink), of(ground))).toBeGreaterThan(4.5)
  }
  for (const name of ['critical', 'high', 'medium', 'low', 'info', 'good']) {
    expect(contrast(of(name), of(`${name}-bg`))).toBeGreaterThan(4.5)
  }
  expect(contrast(of('bar'), of('card'))).toBeGreaterThan(3)
})

it('writes the same bytes for the same input', async () => {
  expect(await textOf(html(input()))).toBe(page)
})

describe.each(Object.entries(hostile))('%s', (_, text) => {
  it('is text and nothing else', async () => {
    const values = {
      name: text,
      email: text,
      source: text,
      ownerName: text,
      createdAt: text,
      [text.slice(0, 50)]: text,
    }
    const made = group([member('003A', values), { ...member('003B', values), url: text, kind: text }], {
      near: [{ key: { connection: text, object: text, id: text }, kind: text, to: 0, score: 0.5, why: text }],
      obstacles: [text],
    })
    const findings: readonly Finding[] = [
      groupFinding(made, { message: text }),
      finding({
        message: text,
        rule: text.slice(0, 60),
        evidence: [{ label: text, value: text, personal: false }],
      }),
      finding({ waiver: { reason: text, owner: text, until: text } }),
    ]
    const org = {
      notLookedAt: [{ what: text, why: text, remedy: text }],
      skipped: [{ rule: text, why: text }],
    }
    const written = await textOf(
      html(input({ mask: false, outcome: outcome({ findings, org }), generatedFor: text })),
    )
    outline(written)
    const body = written.slice(written.indexOf('</style>'), written.lastIndexOf('<script>'))
    expect(body).not.toMatch(/<img|<b>|<x\/>|<script|\sonerror="/)
    expect(body).not.toMatch(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u)
    expect(body).not.toMatch(/href="(?!#|https:\/\/acme\.example\.test)/)
    expect(written.length).toBeLessThan(200_000)
  })
})
