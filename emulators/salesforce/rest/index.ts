import type { Route } from '../org.ts'
import { collectionRoutes } from './collection-routes.ts'
import { describeRoutes } from './describe-routes.ts'
import { queryRoutes } from './query-routes.ts'
import { rowRoutes } from './row-routes.ts'

export const restRoutes: readonly Route[] = [
  ...queryRoutes,
  ...describeRoutes,
  ...rowRoutes,
  ...collectionRoutes,
]
