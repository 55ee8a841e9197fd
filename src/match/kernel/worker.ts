/** A thread that goes over chunks of candidate pairs; it opens the shared data once. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Candidates, openCandidates, type Pass, sweepOf } from './sweep.ts'
import { next } from './turns.ts'

if (parentPort === null) throw new Error('runs as a worker only')
const port = parentPort
const { candidates, turns } = workerData as { readonly candidates: Candidates; readonly turns: Int32Array }
const opened = openCandidates(candidates)

port.on('message', (pass: Pass) => {
  const sweep = sweepOf(opened, pass)
  for (let chunk = next(turns); chunk < candidates.chunks.count; chunk = next(turns)) sweep.chunk(chunk)
  const found = sweep.found()
  const arrays = [found.patterns, found.counts, found.a, found.b, found.bits]
  port.postMessage(
    found,
    arrays.map(({ buffer }) => buffer as ArrayBuffer),
  )
})
