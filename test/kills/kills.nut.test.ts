import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chanceOf } from './chance.ts'
import { draw } from './draw.ts'
import { tryElsewhere } from './elsewhere.ts'
import { type KindName, kinds } from './kinds.ts'
import { suffer } from './ordeal.ts'
import { closeWorld, makeWorld, type World } from './world.ts'

/** The whole of them is `node bench/kills.ts`. */
const runs = 4
const seed = 20_261_101
const movedToo: readonly KindName[] = ['merged people', 'HubSpot contacts']

describe.each(Object.keys(kinds) as KindName[])(
  'killed at chosen requests, writes and fsyncs, a plan of %s',
  (name) => {
    let world: World
    beforeAll(async () => {
      world = await makeWorld(name)
    })
    afterAll(() => closeWorld(world))

    it.each(Array.from({ length: runs }, (_, n) => n))('ends as if undisturbed: run %i', async (n) => {
      const drawn = draw(chanceOf(seed + n), world, n)
      const { killed, wrong } = await suffer(world, drawn, n)
      expect(wrong, JSON.stringify(drawn)).toEqual([])
      expect(killed, JSON.stringify(drawn)).toBeGreaterThan(0)
    })

    if (movedToo.includes(name)) describe('on another machine', () => tryElsewhere(() => world))
  },
)
