import { describe, expect, it } from 'vitest'
import { driftOf, type Since } from '../../src/labels/drift.ts'
import { sampleOf } from './sample.ts'

const sample = sampleOf(25)
const then = { levels: sample.band.levels, model: sample.model }
const same: Since = { changed: 0, groups: 2000, ...then }

describe('drift', () => {
  it.each<readonly [string, Partial<Since>, RegExp | null]>([
    ['nothing', {}, null],
    ['few records', { changed: 0.1 }, null],
    ['many records', { changed: 0.11 }, /11.0 % of the records were made or changed/],
    ['nobody knows which records', { changed: null }, /say not when they were changed/],
    ['the levels a little', { levels: { name: { same: 0.72, nickname: 0.28 }, email: { same: 1 } } }, null],
    [
      'the levels much',
      { levels: { name: { same: 0.6, nickname: 0.4 }, email: { same: 1 } } },
      /another level of name/,
    ],
    [
      'the levels of a band of ten, by chance',
      { levels: { name: { same: 0.6, nickname: 0.4 }, email: { same: 1 } }, groups: 10 },
      null,
    ],
    ['an empty band', { levels: {}, groups: 0 }, null],
    ['the prior', { model: { ...then.model, prior: -14.5 } }, /the model moved by 1.5 bits/],
    [
      'the weights, of what the band seldom has',
      {
        model: {
          ...then.model,
          weights: { ...then.model.weights, name: { same: 9, nickname: 2, different: -8 } },
        },
      },
      null,
    ],
    [
      'the weights, of what the band has',
      {
        model: {
          ...then.model,
          weights: { ...then.model.weights, name: { same: 7.5, nickname: 6, different: -8 } },
        },
      },
      /the model moved by 1.2 bits/,
    ],
    [
      'the comparisons',
      { model: { ...then.model, weights: { name: then.model.weights.name ?? {} } } },
      /other comparisons or levels/,
    ],
  ])('when %s changed', (_, since, why) => {
    const found = driftOf(then, { ...same, ...since }, 0.1).why
    if (why === null) expect(found).toBeNull()
    else expect(found).toMatch(why)
  })
})
