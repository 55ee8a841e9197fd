export { buildPlan } from './build-plan.ts'
export type { BuildRequest } from './request.ts'
