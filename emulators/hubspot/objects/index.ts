import { mergeRoutes } from '../merge/index.ts'
import type { Route } from '../org.ts'
import { batchReadRoutes } from './batch-read.ts'
import { batchWriteRoutes } from './batch-write.ts'
import { gdprRoutes } from './gdpr.ts'
import { readRoutes } from './read.ts'
import { writeRoutes } from './write.ts'

export const objectRoutes: readonly Route[] = [
  ...readRoutes,
  ...writeRoutes,
  ...batchReadRoutes,
  ...batchWriteRoutes,
  ...gdprRoutes,
  ...mergeRoutes,
]
