import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * A Flink cluster in one JVM, with the REST API, for tests and trials. Arguments: the folder of config.yaml, and "hold" to stay until
 * standard input ends, so that it never outlives who started it. Prints "REST" and the address when it can be asked.
 */
public final class OneJvmCluster {
    public static void main(String[] args) throws Exception {
        Configuration configuration = GlobalConfiguration.loadConfiguration(args[0]);
        MiniClusterConfiguration settings =
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(configuration.get(TaskManagerOptions.NUM_TASK_SLOTS))
                        .build();
        MiniCluster cluster = new MiniCluster(settings);
        cluster.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cluster.closeAsync().join()));
        URI rest = cluster.getRestAddress().get();
        System.out.println("REST " + rest);
        if (args.length > 1 && args[1].equals("hold")) {
            while (System.in.read() >= 0) {}
            System.exit(0);
        }
        Thread.currentThread().join();
    }
}
