export {
  missingForFlink,
  startFlinkCluster,
  withoutHome,
  type ClusterSettings,
  type FlinkCluster,
} from './flink-cluster.ts';
export { startKafkaBroker, type KafkaBroker } from './kafka-broker.ts';
export { missingInHome } from './missing-in-home.ts';
