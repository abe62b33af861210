export {
  compileRoute,
  type CompiledRoute,
  type RouteFault,
  type RouteSpec,
  type RouteTarget,
} from './compile-route.ts';
export { createRouter, type RouteMode, type RoutedTable, type Router } from './router.ts';
