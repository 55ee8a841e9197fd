import { afterAll, describe, expect, it } from 'vitest'
import { chanceOf } from './chance.ts'
import { draw } from './draw.ts'
import { refuseElsewhere, tryElsewhere } from './elsewhere.ts'
import { type KindName, smallKinds } from './kinds.ts'
import { suffer } from './ordeal.ts'
import { Worlds } from './world.ts'

/** The whole of them is `node bench/kills.ts`. With this seed, each kind is killed within both apply and undo. */
const runs = 20
const seed = 141
const names = Object.keys(smallKinds) as KindName[]
const movedToo: readonly KindName[] = ['merged people', 'HubSpot contacts']

const worlds = new Worlds(smallKinds)
afterAll(() => worlds[Symbol.asyncDispose]())

describe.each(names)('killed at chosen requests, writes and fsyncs, a plan of %s', (name) => {
  const mine = Array.from({ length: runs }, (_, n) => n).filter((n) => names[n % names.length] === name)

  it.each(mine)('ends as if undisturbed: run %i', { timeout: 300_000 }, async (n) => {
    const world = await worlds.of(name)
    const drawn = await draw(chanceOf(seed * 1_000_003 + n), world, n)
    const { killed, wrong } = await suffer(world, drawn, n)
    expect(wrong, JSON.stringify(drawn)).toEqual([])
    expect(killed, JSON.stringify(drawn)).toBeGreaterThan(0)
  })

  describe.runIf(movedToo.includes(name))('on another machine', () => {
    tryElsewhere(() => worlds.of(name))
    if (name === movedToo[0]) refuseElsewhere(() => worlds.of(name))
  })
})
