import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cell, type Place, runCell } from './cell.ts'
import { faultsOf } from './faults.ts'
import { sceneAfter, sceneBefore } from './scenes.ts'
import type { Crm } from './site.ts'
import { type Command, undisturbed } from './steps.ts'
import { type Trial, trialsOf } from './trials.ts'

/** Orgs before and after a plan was applied, and what is tried in them. */
export class Matrix implements Disposable {
  readonly folder: string
  readonly trials: readonly Trial[]
  readonly #places: Readonly<Record<Command, Place>>

  private constructor(folder: string, places: Readonly<Record<Command, Place>>) {
    this.folder = folder
    this.#places = places
    const { crm } = places.apply.scene
    this.trials = Object.values(places).flatMap(({ whole }) => trialsOf(crm.name, whole.steps, faultsOf(crm)))
  }

  static async of(crm: Crm): Promise<Matrix> {
    const folder = mkdtempSync(join(tmpdir(), 'fault-matrix-'))
    const before = await sceneBefore(crm, folder)
    const after = await sceneAfter(before, folder)
    const place = async (command: Command, scene: typeof before) => ({
      scene,
      whole: await undisturbed(scene, command),
    })
    return new Matrix(folder, { apply: await place('apply', before), undo: await place('undo', after) })
  }

  run({ step, fault, lasting }: Trial): Promise<Cell> {
    return runCell(this.#places[step.command], step, fault, lasting)
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function nameOf({ crm, step, fault, lasting }: Trial): string {
  return `${crm} | ${step.command} | ${step.name} | ${fault.name} | ${lasting ? 'lasting' : 'once'}`
}

/** A cell as it is written down. */
export interface Told {
  readonly ended: string
  /** The journal's last entry; null without a journal. */
  readonly journal: string | null
  /** What the message said to do, and how that ended. */
  readonly wayOut: readonly string[]
  readonly org: 'as undisturbed' | 'reported' | 'DATA LOST'
}

export function tell({ first, ways, same, missed }: Cell): Told {
  const { journal, verified } = first
  const all = [first, ...ways.map(({ ending }) => ending)]
  const valid = all.every((ending) => ending.journal === null || ending.verified)
  return {
    ended: endingIn(first),
    journal: journal === null ? null : `${journal}${verified && valid ? '' : ', does not verify'}`,
    wayOut: ways.map(({ way, ending }) => `${way}: ${endingIn(ending)}`),
    org: missed.length > 0 ? 'DATA LOST' : same ? 'as undisturbed' : 'reported',
  }
}

function endingIn({ is, exit, code }: Cell['first']): string {
  return `${is} ${exit}${code === null ? '' : ` ${code}`}`
}
