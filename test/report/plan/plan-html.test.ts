import { expect, it } from 'vitest'
import { planHtml } from '../../../src/report/plan/index.ts'
import { draft, mergeAction, samplePlan } from '../../plan/files/sample-plan.ts'
import { hostile } from '../hostile.ts'
import { textOf } from '../outcome.ts'
import { bigPlan } from './big-plan.ts'

const page = await textOf(planHtml({ plan: bigPlan(), path: 'plan.json', validFor: '24h' }))

function outline(text: string): readonly string[] {
  const open: string[] = []
  const seen: string[] = []
  const alone = new Set(['meta', 'br', 'rect'])
  const body = text.replace(/<style>.*?<\/style>/gs, '')
  for (const [, slash, name = ''] of body.matchAll(/<(\/?)([a-z0-9]+)(?:\s[^<>]*)?>/g)) {
    if (slash === '/') {
      const last = open.pop()
      if (last !== name) throw new Error(`</${name}> closes <${last}>`)
    } else {
      seen.push(name)
      if (!alone.has(name)) open.push(name)
    }
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`)
  return seen
}

it('is one well-formed page with landmarks, headings and captions', () => {
  const tags = outline(page)
  for (const name of ['header', 'nav', 'main', 'footer', 'h1'])
    expect(tags.filter((tag) => tag === name)).toHaveLength(1)
  for (const [, inside] of page.matchAll(/<table[^>]*>(.*?)<\/table>/gs)) expect(inside).toContain('<caption')
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target)
})

it('loads nothing and runs nothing', () => {
  expect(page).toContain("default-src 'none'; style-src 'sha256-")
  expect(page).not.toMatch(
    /<script|\ssrc=|srcset=|@import|url\(|<link|<iframe|<img|<form|\sstyle=|\son[a-z]+=|https?:/,
  )
})

it('says in short what the plan does, and of how many', () => {
  expect(page).toContain(
    '<li>384 merges of 818 records into 384 · 1 record in 1 group linked and closed, none deleted.</li>',
  )
  expect(page).toContain('of 389 that the scan found')
  expect(page).toContain('keeps 23 opt-outs of merged records')
  expect(page).toContain('No View All on Case.')
  expect(page).toContain('Marketing Cloud')
  expect(page).toContain('merge m new Case(Id = &#39;500000000000002AAA&#39;);')
  expect(page).toContain('2 lead and contact, 1 dropped by a person, 1 two protected.')
})

it('lists groups up to a limit and says how many are left', async () => {
  expect(page.match(/<article/g)).toHaveLength(385)
  const short = await textOf(planHtml({ plan: bigPlan(), path: 'plan.json', limit: 3 }))
  expect(short.match(/<article/g)).toHaveLength(3)
  expect(short).toContain('382 more groups in the plan file.')
  expect(short).toContain('1 more group in the plan file.')
})

it('says so when there is nothing to apply', async () => {
  const empty = await textOf(
    planHtml({
      plan: samplePlan({
        actions: [],
        leftOut: [],
        radius: { ...draft.radius, moves: {}, collisions: {}, hazards: [], fires: [], bin: null, calls: {} },
      }),
      path: 'plan.json',
    }),
  )
  outline(empty)
  expect(empty).toContain('Nothing to apply')
})

it.each(Object.entries(hostile))('escapes %s wherever it stands', async (_, text) => {
  const evidence = { by: 'decision', file: text, who: text } as const
  const plan = samplePlan({
    connection: { ...draft.connection, name: text, host: text },
    actions: [
      {
        ...mergeAction,
        chosen: text,
        evidence,
        notes: [{ code: 'x', text }],
        undo: { kind: 'unknown', why: text },
      },
    ],
    leftOut: [{ group: text, rule: text, object: text, records: [text], code: text, text }],
    radius: {
      ...draft.radius,
      script: text,
      fires: [{ object: text, type: 'flow', name: text, on: ['update'] }],
      hazards: [{ code: text, text, groups: 1 }],
      systems: [{ name: text, what: text }],
      blind: [{ what: text, why: text }],
    },
  })
  const shown = await textOf(planHtml({ plan, path: text }))
  outline(shown)
  expect(shown).not.toMatch(/<img|<script|<b>|onerror="/)
})
