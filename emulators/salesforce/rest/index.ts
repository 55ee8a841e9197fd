import type { Route } from '../org.ts'
import { createRouter } from '../router.ts'
import { changeRoutes } from './change-routes.ts'
import { collectionRoutes } from './collection-routes.ts'
import { compositeRoutes } from './composite-routes.ts'
import { countRoutes } from './count-routes.ts'
import { describeRoutes } from './describe-routes.ts'
import { queryRoutes } from './query-routes.ts'
import { rowRoutes } from './row-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { treeRoutes } from './tree-routes.ts'

/** What may also be asked inside a composite request. */
const plainRoutes: readonly Route[] = [
  ...queryRoutes,
  ...describeRoutes,
  ...rowRoutes,
  ...changeRoutes,
  ...collectionRoutes,
  ...treeRoutes,
  ...countRoutes,
  ...searchRoutes,
]

export const restRoutes: readonly Route[] = [
  ...plainRoutes,
  ...compositeRoutes(createRouter(plainRoutes).call),
]
