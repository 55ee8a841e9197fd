import { expect, it } from 'vitest'
import { mergeStorm } from '../../bench/merge-storm.ts'

it('merges each pair once in bad weather, and never breaks a limit by its own doing', async () => {
  const figures = await mergeStorm({ groups: 60, seed: 5, people: 900, weather: 'storm' })
  expect(figures.merges).toBeGreaterThanOrEqual(60)
  expect(figures.lostAnswers).toBeGreaterThan(2)
  expect(figures).toMatchObject({
    groups: 60,
    after: figures.before - figures.merges,
    astray: [],
    skipped: [],
    exit: 0,
    overLimit: 0,
  })
}, 120_000)
