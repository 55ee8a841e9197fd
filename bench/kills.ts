/**
 * Runs of `plan apply` and `plan undo` on both emulated CRMs, each killed at a chosen request, write or fsync, some
 * twice, some with a power cut, some resumed on another machine. Each must end as if it had not been disturbed.
 *
 * node bench/kills.ts [count] [seed] [only these runs, e.g. 24,74]
 */
import { chanceOf } from '../test/kills/chance.ts'
import { draw } from '../test/kills/draw.ts'
import { type KindName, kinds } from '../test/kills/kinds.ts'
import { suffer } from '../test/kills/ordeal.ts'
import { Worlds } from '../test/kills/world.ts'

const [count = 300, seed = 1] = process.argv.slice(2, 4).map(Number)
const only = process.argv[4]?.split(',').map(Number)
const atOnce = 2
const names = Object.keys(kinds) as KindName[]
const begun = performance.now()
const figures = {
  runs: 0,
  blows: 0,
  killed: 0,
  committed: 0,
  late: 0,
  powerCuts: 0,
  moved: 0,
  undone: 0,
  wrong: 0,
}

async function one(worlds: Worlds, n: number): Promise<void> {
  const name = names[n % names.length] as KindName
  const world = await worlds.of(name)
  const drawn = await draw(chanceOf(seed * 1_000_003 + n), world, n)
  const { killed, wrong } = await suffer(world, drawn, n)
  figures.runs++
  figures.killed += killed
  figures.undone += drawn.phase === 'undo' ? 1 : 0
  for (const { kill, powerCut, moves } of drawn.blows) {
    figures.blows++
    if (kill.at === 'request' && kill.when === 'after') figures.committed++
    if (kill.at === 'late request') figures.late++
    if (powerCut) figures.powerCuts++
    if (moves) figures.moved++
  }
  if (figures.runs % 25 === 0) console.error(figures)
  if (wrong.length === 0) return
  figures.wrong++
  console.log(`run ${n}, ${name}, ${JSON.stringify(drawn)}`)
  for (const line of wrong) console.log(`  ${line.slice(0, 3000)}`)
}

{
  await using worlds = new Worlds(kinds)
  const left = only ?? Array.from({ length: count }, (_, n) => n)
  const worker = async () => {
    for (let n = left.shift(); n !== undefined; n = left.shift()) await one(worlds, n)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
console.log({ ...figures, seconds: Math.round((performance.now() - begun) / 1000) })
process.exitCode = figures.wrong === 0 ? 0 : 1
