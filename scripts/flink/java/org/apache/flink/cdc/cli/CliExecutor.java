package org.apache.flink.cdc.cli;

import java.lang.reflect.Constructor;
import org.apache.flink.cdc.cli.parser.YamlPipelineDefinitionParser;
import org.apache.flink.cdc.common.configuration.Configuration;
import org.apache.flink.cdc.composer.definition.PipelineDef;
import org.apache.flink.cdc.composer.flink.FlinkPipelineComposer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * What the class of this name is in Flink CDC 3.3 and later: the entry of a job that gets the document as its argument. The one of 3.2
 * has no main method; this one goes before it.
 */
public final class CliExecutor {
    public static void main(String[] args) throws Exception {
        PipelineDef pipeline = new YamlPipelineDefinitionParser().parse(args[0], new Configuration());
        Constructor<FlinkPipelineComposer> constructor =
                FlinkPipelineComposer.class.getDeclaredConstructor(StreamExecutionEnvironment.class, boolean.class);
        constructor.setAccessible(true);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        constructor.newInstance(environment, false).compose(pipeline).execute();
    }
}
