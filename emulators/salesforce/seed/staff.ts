import { slug } from '../../population/letters.ts'
import { type Employee, type Staff, staffOf } from '../../population/staff.ts'
import type { World } from '../../population/world.ts'
import { idOf } from '../store/id.ts'

export type { Employee, Job, Staff } from '../../population/staff.ts'

export function staff(world: World): Staff {
  return staffOf(world, (serial) => idOf('005', serial))
}

export function username(of: Employee): string {
  if (of.job === 'imports') return 'imports@steward.example'
  if (of.last === 'Admin' && of.first === 'Ada') return 'admin@steward.example'
  return `${slug(of.first)}.${slug(of.last)}.${Number.parseInt(of.id.slice(-6, -3), 36) % 1000}@steward.example`
}
