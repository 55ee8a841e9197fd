import type { Route } from '../org.ts'
import { readRoutes } from './read.ts'

export const objectRoutes: readonly Route[] = [...readRoutes]
